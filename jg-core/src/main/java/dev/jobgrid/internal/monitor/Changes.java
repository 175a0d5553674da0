package dev.jobgrid.internal.monitor;

import dev.jobgrid.id.JobRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for news of a job. Thread-safe. */
public final class Changes {
    private final Map<JobRef, Topic> topics = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    private static final class Topic {
        private final Condition changed;
        private int watchers;
        private long version;

        private Topic(Condition changed) {
            this.changed = changed;
        }
    }

    /** Someone's place to wait. Read the store after it was made: what changes from then on wakes {@link #await}. */
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

        /** Waits until the job changes after the last wait, or this is closed, or the time is up. */
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

    /** Tells that the job changed, or has new log lines. */
    public void signal(JobRef ref) {
        lock.lock();
        try {
            Topic topic = topics.get(ref);
            if (topic != null) {
                topic.version++;
                topic.changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
