package dev.jobgrid.http.live;

import dev.jobgrid.logs.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A buffer of the last lines of a job's log, bounded in bytes. Their ids have no gap. Not thread-safe. */
final class Tail {
    private final int maxBytes;
    private final List<Entry> entries = new ArrayList<>();
    private int first;
    private int bytes;
    private long last;

    /** One line. */
    record Entry(long id, byte[] event) {
        static Entry of(LogLine line) {
            return new Entry(line.entryId(), LiveEvents.line(line));
        }
    }

    /** Starts after an entry. */
    Tail(long after, int maxBytes) {
        this.last = after;
        this.maxBytes = maxBytes;
    }

    /** The newest line's id. */
    long last() {
        return last;
    }

    /** Appends the next line. */
    void add(Entry entry) {
        entries.add(entry);
        bytes += entry.event().length;
        last = entry.id();
        while (bytes > maxBytes && first < entries.size() - 1) {
            bytes -= entries.get(first).event().length;
            first++;
        }
        if (first > entries.size() / 2) {
            entries.subList(0, first).clear();
            first = 0;
        }
    }

    /** Lines after a line, up to a size; empty if they are no longer buffered, and must be read from the store. */
    Optional<List<Entry>> after(long id, int max) {
        if (id >= last) {
            return Optional.of(List.of());
        }
        int held = entries.size() - first;
        long missed = last - id;
        if (missed > held) {
            return Optional.empty();
        }
        int from = entries.size() - (int) missed;
        int to = from;
        int size = 0;
        while (to < entries.size() && (to == from || size + entries.get(to).event().length <= max)) {
            size += entries.get(to).event().length;
            to++;
        }
        return Optional.of(List.copyOf(entries.subList(from, to)));
    }
}
