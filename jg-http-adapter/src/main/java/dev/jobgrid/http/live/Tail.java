package dev.jobgrid.http.live;

import dev.jobgrid.logs.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A buffer of the last lines of a job's log, bounded in bytes. Their ids have no gap. Not thread-safe. */
final class Tail {
    private final Queue<Entry> entries = new ArrayDeque<>();
    private int bytes;
    private long last;

    /** One line. */
    record Entry(long id, byte[] event) {
        static Entry of(LogLine line) {
            return new Entry(line.entryId(), LiveEvents.line(line));
        }
    }

    /** Starts after an entry. */
    Tail(long after) {
        this.last = after;
    }

    /** The newest line's id. */
    long last() {
        return last;
    }

    /** Appends the next line, and keeps at most so many bytes. */
    void add(Entry entry, int maxBytes) {
        entries.add(entry);
        bytes += entry.event().length;
        last = entry.id();
        while (bytes > maxBytes) {
            bytes -= entries.remove().event().length;
        }
    }

    /** Lines after a line, up to a size; empty if they are no longer buffered, and must be read from the store. */
    Optional<List<Entry>> after(long id, int max) {
        long missed = last - id;
        if (missed > entries.size()) {
            return Optional.empty();
        }
        List<Entry> found = new ArrayList<>();
        int size = 0;
        for (Entry entry : entries) {
            if (entry.id() <= id) {
                continue;
            }
            size += entry.event().length;
            if (size > max && !found.isEmpty()) {
                break;
            }
            found.add(entry);
        }
        return Optional.of(found);
    }
}
