package dev.jobgrid.internal.jobs;

import dev.jobgrid.JobHandle;
import dev.jobgrid.id.JobRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Notifies threads and listeners of changes of jobs. Thread-safe. */
public final class Changes {
    private final Map<JobRef, Topic> topics = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    private static final class Topic {
        private final Condition changed;
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private int watchers;
        private long version;

        private Topic(Condition changed) {
            this.changed = changed;
        }
    }

    /** A waiter for changes. Create it before reading the store: later changes wake {@link #await}. */
    public final class Watch implements AutoCloseable {
        private final JobRef ref;
        private final Topic topic;
        private long seen;
        private boolean closed;

        private Watch(JobRef ref, Topic topic) {
            this.ref = ref;
            this.topic = topic;
            this.seen = topic.version;
        }

        /** Waits until the job changes after the last wait, or this is closed, or the time has passed. */
        public void await(Duration wait) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = wait.toNanos();
                while (!closed && topic.version == seen && left > 0) {
                    left = topic.changed.awaitNanos(left);
                }
                seen = topic.version;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    topic.changed.signalAll();
                    if (--topic.watchers == 0) {
                        topics.remove(ref);
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Starts to watch a job. */
    public Watch watch(JobRef ref) {
        lock.lock();
        try {
            Topic topic = topics.computeIfAbsent(ref, r -> new Topic(lock.newCondition()));
            topic.watchers++;
            return new Watch(ref, topic);
        } finally {
            lock.unlock();
        }
    }

    /** Calls a listener on every change, on the notifying thread. */
    public JobHandle.Watch listen(JobRef ref, Runnable listener) {
        Watch watch = watch(ref);
        watch.topic.listeners.add(listener);
        return () -> {
            watch.topic.listeners.remove(listener);
            watch.close();
        };
    }

    /** Wakes all waiters, so that they see that the grid is closed. */
    public void close() {
        List<JobRef> watched;
        lock.lock();
        try {
            watched = List.copyOf(topics.keySet());
        } finally {
            lock.unlock();
        }
        watched.forEach(this::signal);
    }

    /** Notifies that the job changed, or has new log lines. */
    public void signal(JobRef ref) {
        List<Runnable> listeners = List.of();
        lock.lock();
        try {
            Topic topic = topics.get(ref);
            if (topic != null) {
                topic.version++;
                topic.changed.signalAll();
                listeners = topic.listeners;
            }
        } finally {
            lock.unlock();
        }
        // Outside the lock: a listener may take locks of its own.
        listeners.forEach(Runnable::run);
    }
}
