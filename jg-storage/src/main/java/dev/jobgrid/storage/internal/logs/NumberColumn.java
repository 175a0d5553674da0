package dev.jobgrid.storage.internal.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The numbers of one slot of a template. Stored as a first number and a step where they are an arithmetic sequence;
 * concatenated where they have one width; else with a separator after each. Single-threaded.
 */
final class NumberColumn {
    private static final int MARKED = 0;
    private static final int OF_ONE_WIDTH = 1;
    private static final int COUNTING = 2;
    private static final byte MARK = '\n';

    /** A long holds any number of this many digits. */
    private static final int MAX_COUNTED = 18;

    private final VarintWriter marked = new VarintWriter();
    private int runs;
    private int width;
    private boolean isOfOneWidth = true;
    private boolean isCounting = true;
    private boolean isPlain = true;
    private long first;
    private long last;
    private long step;

    void add(byte[] text, int start, int end) {
        int length = end - start;
        marked.add(text, start, length);
        marked.add(MARK);
        if (runs == 0) {
            width = length;
        }
        isOfOneWidth &= length == width;
        if (isCounting) {
            count(text, start, length);
        }
        runs++;
    }

    private void count(byte[] text, int start, int length) {
        if (length > MAX_COUNTED) {
            isCounting = false;
            return;
        }
        isPlain &= length == 1 || text[start] != '0';
        long value = 0;
        for (int i = start; i < start + length; i++) {
            value = 10 * value + text[i] - '0';
        }
        if (runs == 0) {
            first = value;
        } else if (runs == 1) {
            step = value - first;
        } else {
            isCounting = value - last == step;
        }
        last = value;
    }

    void write(VarintWriter out) {
        if (isCounting && (isPlain || isOfOneWidth)) {
            out.number(COUNTING);
            out.number(isPlain ? 0 : width);
            out.number(first);
            out.signed(step);
        } else if (isOfOneWidth) {
            out.number(OF_ONE_WIDTH);
            out.number(width);
            for (int run = 0; run < runs; run++) {
                out.add(marked.array(), run * (width + 1), width);
            }
        } else {
            out.number(MARKED);
            out.number(marked.size());
            out.addAll(marked);
        }
    }

    /** Iterates over the numbers of a column. */
    interface Runs {
        /** Appends the next number. */
        void next(VarintWriter text) throws IOException;
    }

    /**
     * Reads a column.
     *
     * @param runs the number of entries
     */
    static Runs read(VarintReader in, int runs) throws IOException {
        int kind = in.count();
        return switch (kind) {
            case COUNTING -> counting(in);
            case OF_ONE_WIDTH -> ofOneWidth(in, runs);
            case MARKED -> marked(in);
            default -> throw new IOException("packed lines hold a column of the unknown kind " + kind);
        };
    }

    private static Runs counting(VarintReader in) throws IOException {
        int width = in.count();
        long[] value = {in.number()};
        long step = in.signed();
        return text -> {
            byte[] digits = Long.toString(value[0]).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = digits.length; i < width; i++) {
                text.add('0');
            }
            text.add(digits, 0, digits.length);
            value[0] += step;
        };
    }

    private static Runs ofOneWidth(VarintReader in, int runs) throws IOException {
        int width = in.count();
        int[] start = {in.take(Math.multiplyExact(width, runs))};
        return text -> {
            text.add(in.array(), start[0], width);
            start[0] += width;
        };
    }

    private static Runs marked(VarintReader in) throws IOException {
        int size = in.count();
        int from = in.take(size);
        VarintReader column = new VarintReader(in.array(), from, from + size);
        return text -> {
            int start = column.upTo(MARK);
            text.add(column.array(), start, column.position() - 1 - start);
        };
    }
}
