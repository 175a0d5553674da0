package dev.jobgrid.storage.internal.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes texts of log lines by templates, because most lines differ only in their numbers: the text between the digits
 * is a line's template, stored once, and the digits go into a {@link NumberColumn} for each slot of the template.
 * Deflated, that takes half the space of the plain lines, and less time. Texts beyond the most templates are stored
 * whole. Single-threaded.
 */
final class LogTemplateEncoder {
    private static final int MAX_FORMS = 64;
    private static final int MAX_PLACES = 64;
    private static final int WHOLE = 0;

    private final List<Form> forms = new ArrayList<>();
    private final Map<String, Form> byKey = new HashMap<>();
    private final VarintWriter numbers = new VarintWriter();
    private final VarintWriter whole = new VarintWriter();
    private final int[] starts = new int[MAX_PLACES];
    private final int[] ends = new int[MAX_PLACES];
    private int last = WHOLE;

    /** A template: the text before, between and after its slots. */
    private static final class Form {
        private final byte[] text;
        private final List<NumberColumn> columns = new ArrayList<>();
        private int lines;

        /** A template as a text with one digit in each slot. */
        Form(byte[] text) {
            this.text = text;
            for (byte one : text) {
                if (isDigit(one)) {
                    columns.add(new NumberColumn());
                }
            }
        }
    }

    private static boolean isDigit(byte one) {
        return one >= '0' && one <= '9';
    }

    void add(byte[] text) {
        int places = last == WHOLE ? -1 : places(text, forms.get(last - 1));
        if (places < 0) {
            last = formOf(text);
            places = last == WHOLE ? -1 : places(text, forms.get(last - 1));
        }
        numbers.number(last);
        if (last == WHOLE) {
            whole.number(text.length);
            whole.add(text, 0, text.length);
            return;
        }
        Form form = forms.get(last - 1);
        form.lines++;
        for (int i = 0; i < places; i++) {
            form.columns.get(i).add(text, starts[i], ends[i]);
        }
    }

    /** Finds the digits of a text with this template; the number of slots, or -1 if it has another template. */
    private int places(byte[] text, Form form) {
        byte[] wanted = form.text;
        int places = 0;
        int at = 0;
        for (byte one : wanted) {
            if (at == text.length) {
                return -1;
            }
            if (!isDigit(one)) {
                if (text[at++] != one) {
                    return -1;
                }
                continue;
            }
            starts[places] = at;
            while (at < text.length && isDigit(text[at])) {
                at++;
            }
            ends[places] = at;
            if (starts[places] == at) {
                return -1;
            }
            places++;
        }
        return at == text.length ? places : -1;
    }

    private int formOf(byte[] text) {
        VarintWriter key = new VarintWriter();
        int places = 0;
        for (int i = 0; i < text.length; i++) {
            boolean isDigit = isDigit(text[i]);
            if (!isDigit) {
                key.add(text[i]);
            } else if (i == 0 || !isDigit(text[i - 1])) {
                key.add('0');
                places++;
            }
        }
        String name = new String(key.array(), 0, key.size(), StandardCharsets.ISO_8859_1);
        Form known = byKey.get(name);
        if (known != null) {
            return forms.indexOf(known) + 1;
        }
        if (forms.size() == MAX_FORMS || places > MAX_PLACES) {
            return WHOLE;
        }
        Form fresh = new Form(name.getBytes(StandardCharsets.ISO_8859_1));
        forms.add(fresh);
        byKey.put(name, fresh);
        return forms.size();
    }

    void write(VarintWriter out) {
        out.number(forms.size());
        for (Form form : forms) {
            out.number(form.lines);
            out.number(form.text.length);
            out.add(form.text, 0, form.text.length);
            form.columns.forEach(column -> column.write(out));
        }
        out.addAll(numbers);
        out.addAll(whole);
    }

    /** Reads that many texts. */
    static List<String> read(VarintReader in, int count) throws IOException {
        List<byte[]> texts = new ArrayList<>();
        List<List<NumberColumn.Runs>> columns = new ArrayList<>();
        int forms = in.count();
        for (int form = 0; form < forms; form++) {
            int lines = in.count();
            int length = in.count();
            int start = in.take(length);
            byte[] text = Arrays.copyOfRange(in.array(), start, start + length);
            List<NumberColumn.Runs> of = new ArrayList<>();
            for (byte one : text) {
                if (isDigit(one)) {
                    of.add(NumberColumn.read(in, lines));
                }
            }
            texts.add(text);
            columns.add(of);
        }
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.count();
        }
        List<String> lines = new ArrayList<>(count);
        VarintWriter line = new VarintWriter();
        for (int number : numbers) {
            lines.add(number == WHOLE ? whole(in) : joined(texts.get(number - 1), columns.get(number - 1), line));
        }
        return lines;
    }

    private static String whole(VarintReader in) throws IOException {
        int length = in.count();
        return new String(in.array(), in.take(length), length, StandardCharsets.UTF_8);
    }

    private static String joined(byte[] form, List<NumberColumn.Runs> columns, VarintWriter line) throws IOException {
        line.clear();
        int place = 0;
        for (byte one : form) {
            if (isDigit(one)) {
                columns.get(place++).next(line);
            } else {
                line.add(one);
            }
        }
        return new String(line.array(), 0, line.size(), StandardCharsets.UTF_8);
    }
}
