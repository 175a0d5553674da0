package dev.jobgrid.http.live;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * All live logs of an adapter. Each stream begins on the container's thread ({@link LiveReader#sendHere}); after that two
 * daemon threads send to all readers, and a third ticks once a second. These threads exist while there are readers. Thread-safe.
 */
public final class LiveLogs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveLogs.class.getName());
    private static final int SENDERS = 2;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final JobGrid grid;
    private final int maxReaders;
    private final Object lock = new Object();
    // All below: under the lock.
    private final Map<JobRef, LiveTopic> topics = new HashMap<>();
    private Optional<Threads> threads = Optional.empty();
    private int count;
    private boolean closed;

    private record Threads(ExecutorService senders, ScheduledExecutorService clock) {}

    /** Live logs of a grid's jobs, for at most that many readers at a time. */
    public LiveLogs(JobGrid grid, int maxReaders) {
        this.grid = grid;
        this.maxReaders = maxReaders;
    }

    /**
     * Starts sending a job's log after a line. The caller has checked that its client may read it.
     *
     * @param isAllowed checked every quarter of a minute; the stream ends when false
     * @param onEnd called at the end of the stream
     * @throws JobGridException QUEUE_SATURATED if there are as many readers as allowed
     */
    public LiveReader open(JobRef job, long after, LiveOutput output, BooleanSupplier isAllowed, Runnable onEnd) {
        synchronized (lock) {
            if (closed || count >= maxReaders) {
                throw new JobGridException(
                        ErrorCode.QUEUE_SATURATED,
                        "no more than " + maxReaders
                                + " readers of live logs are allowed, and none while the server ends; read"
                                + " pages instead",
                        List.of(),
                        Optional.of(RETRY));
            }
            Threads running = threads.orElseGet(this::start);
            LiveTopic topic = topics.computeIfAbsent(job, ref -> new LiveTopic(ref, as(ref), running.senders()));
            LiveReader[] self = new LiveReader[1];
            Runnable ended = () -> {
                remove(topic, self[0]);
                onEnd.run();
            };
            LiveReader reader =
                    new LiveReader(topic, output, after, isAllowed, ended, running.senders(), System::nanoTime);
            self[0] = reader;
            topic.readers().add(reader);
            count++;
            topic.poll();
            return reader;
        }
    }

    /** Ends all streams, and accepts no more. May be called twice. */
    @Override
    public void close() {
        List<LiveTopic> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(topics.values());
        }
        all.forEach(topic -> topic.readers().forEach(LiveReader::end));
    }

    /** The number of current readers. */
    public int readers() {
        synchronized (lock) {
            return count;
        }
    }

    private JobGrid as(JobRef job) {
        return grid.as(new Caller(job.workspace(), "live-logs", Set.of(Scope.JOBS_READ, Scope.LOGS_READ)));
    }

    private void remove(LiveTopic topic, LiveReader reader) {
        synchronized (lock) {
            if (topic.readers().remove(reader)) {
                count--;
                if (topic.readers().isEmpty()) {
                    topics.remove(topic.ref());
                    topic.close();
                }
                if (count == 0) {
                    threads.ifPresent(LiveLogs::stop);
                    threads = Optional.empty();
                }
            }
        }
    }

    private Threads start() {
        Threads started = new Threads(
                Executors.newFixedThreadPool(SENDERS, LiveLogs::daemon),
                Executors.newSingleThreadScheduledExecutor(LiveLogs::daemon));
        // Ends with the clock; a tick logs its own failures.
        ScheduledFuture<?> unused = started.clock()
                .scheduleWithFixedDelay(this::tick, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        threads = Optional.of(started);
        return started;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "jobgrid-live");
        thread.setDaemon(true);
        return thread;
    }

    private static void stop(Threads running) {
        running.clock().shutdown();
        running.senders().shutdown();
    }

    private void tick() {
        try {
            List<LiveTopic> now;
            synchronized (lock) {
                now = List.copyOf(topics.values());
            }
            long nanos = System.nanoTime();
            for (LiveTopic topic : now) {
                topic.poll();
                topic.readers().forEach(reader -> reader.tick(nanos));
            }
        } catch (RuntimeException e) {
            // Rethrown, it would end the clock.
            LOG.log(Level.WARNING, "the tick of live logs failed; retrying", e);
        }
    }
}
