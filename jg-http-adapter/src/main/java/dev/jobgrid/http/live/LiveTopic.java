package dev.jobgrid.http.live;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * A job with readers: reads new data once for all of them, and buffers the most recent. New data is found by the grid's
 * notification, and by each call of {@link #poll}. Thread-safe.
 */
final class LiveTopic {
    private static final System.Logger LOG = System.getLogger(LiveTopic.class.getName());
    private static final int PAGE = 500;

    /** A topic buffers so much for each of its readers, up to a maximum: a reader alone costs little. */
    private static final int TAIL_BYTES_PER_READER = 16 << 10;

    private static final int MAX_TAIL_BYTES = 128 << 10;

    /** What the container holds for a reader that takes nothing. */
    private static final int PIECE_BYTES = 24 << 10;

    private static final int PIECE_LINES = 128;

    private final JobRef ref;
    private final JobGrid grid;
    private final JobHandle job;
    private final Set<LiveReader> readers = ConcurrentHashMap.newKeySet();
    private final SerialTask looking;
    private final Object lock = new Object();
    // All below: under the lock.
    private Optional<Tail> tail = Optional.empty();
    private Optional<JobHandle.Watch> watch = Optional.empty();
    private boolean closed;
    private State state = State.NONE;
    private Optional<byte[]> terminal = Optional.empty();

    /** The job's state as sent to readers; the number grows with each change. */
    record State(long number, JobStatus status, ExecutionPhase phase, String message, byte[] event) {
        static final State NONE = new State(0, JobStatus.PENDING, ExecutionPhase.SUBMITTED, "", new byte[0]);

        State next(Job job) {
            boolean same = number > 0
                    && job.status() == status
                    && job.phase() == phase
                    && job.state().message().equals(message);
            return same
                    ? this
                    : new State(
                            number + 1, job.status(), job.phase(), job.state().message(), LiveEvents.state(job));
        }
    }

    /** The next data for a reader. */
    record Piece(List<Tail.Entry> lines, State state, Optional<byte[]> end) {}

    /** A topic, created by its first reader; earlier lines come from the store. */
    LiveTopic(JobRef ref, JobGrid grid, Executor threads) {
        this.ref = ref;
        this.grid = grid;
        this.job = grid.job(ref.id());
        this.looking = new SerialTask(threads, () -> poll(this::read));
    }

    private JobId id() {
        return ref.id();
    }

    JobRef ref() {
        return ref;
    }

    Set<LiveReader> readers() {
        return readers;
    }

    /** Schedules a poll. */
    void poll() {
        looking.take();
    }

    void close() {
        synchronized (lock) {
            closed = true;
            watch.ifPresent(JobHandle.Watch::close);
            watch = Optional.empty();
        }
    }

    private void poll(Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException e) {
            // Polled again within a second; a reader whose own lines cannot be read ends by itself.
            LOG.log(Level.WARNING, "the live log of job " + ref + " could not be read; trying again", e);
        }
    }

    private void read() {
        if (begin()) {
            readNews();
        }
    }

    /** The first poll: subscribes to notifications. False if there is no reader any more. */
    private boolean begin() {
        if (isBegun()) {
            return true;
        }
        JobHandle.Watch hearing = job.watch(this::poll);
        List<LogLine> newest = grid.logs(id(), LogQuery.tail(1)).lines();
        synchronized (lock) {
            if (closed) {
                hearing.close();
                return false;
            }
            watch = Optional.of(hearing);
            tail = Optional.of(new Tail(newest.isEmpty() ? 0 : newest.get(0).entryId()));
            return true;
        }
    }

    private boolean isBegun() {
        synchronized (lock) {
            return tail.isPresent();
        }
    }

    private void readNews() {
        // Checked first: a settled job has all of its lines in the store.
        boolean settled = job.isSettled();
        boolean more = readLines();
        Job now = grid.status(id());
        synchronized (lock) {
            state = state.next(now);
            if (settled && !more) {
                terminal = Optional.of(LiveEvents.terminal(now));
            }
        }
        readers.forEach(LiveReader::wake);
        if (more) {
            poll();
        }
    }

    /** Takes one page; true if there may be another. */
    private boolean readLines() {
        LogPage page = grid.logs(id(), LogQuery.after(last(), PAGE));
        int maxBytes = Math.min(TAIL_BYTES_PER_READER * readers.size(), MAX_TAIL_BYTES);
        synchronized (lock) {
            tail.ifPresent(held -> page.lines().forEach(line -> held.add(Tail.Entry.of(line), maxBytes)));
        }
        return page.hasMore();
    }

    private long last() {
        synchronized (lock) {
            return tail.map(Tail::last).orElse(0L);
        }
    }

    /** Lines after a line; from the store if they are no longer buffered. */
    Piece after(long entryId) {
        State current;
        Optional<byte[]> end;
        Optional<List<Tail.Entry>> held;
        synchronized (lock) {
            if (tail.isEmpty()) {
                return new Piece(List.of(), State.NONE, Optional.empty());
            }
            current = state;
            held = tail.get().after(entryId, PIECE_BYTES);
            end = entryId >= tail.get().last() ? terminal : Optional.empty();
        }
        return new Piece(held.orElseGet(() -> stored(entryId)), current, end);
    }

    /** One line at least, however long it is. */
    private List<Tail.Entry> stored(long entryId) {
        List<Tail.Entry> entries = new ArrayList<>();
        int bytes = 0;
        for (LogLine line : grid.logs(id(), LogQuery.after(entryId, PIECE_LINES).within(PIECE_BYTES))
                .lines()) {
            Tail.Entry entry = Tail.Entry.of(line);
            bytes += entry.event().length;
            if (bytes > PIECE_BYTES && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }
}
