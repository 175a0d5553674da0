package dev.jobgrid.internal.monitor;

import dev.jobgrid.Feed;
import dev.jobgrid.internal.loops.DaemonThreads;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Publishes a feed: each subscriber gets its own feed and thread, read at the rate of its requests.
 *
 * @param <T> the items
 */
public final class FeedPublisher<T> implements Flow.Publisher<T> {
    private final Supplier<Feed<T>> feeds;

    /** Publishes the items of such feeds. */
    public FeedPublisher(Supplier<Feed<T>> feeds) {
        this.feeds = feeds;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Feed<T> feed = feeds.get();
        Reading<T> reading = new Reading<>(feed, subscriber);
        subscriber.onSubscribe(reading);
        DaemonThreads.unstarted("jobgrid feed", reading::run).start();
    }

    private static final class Reading<T> implements Flow.Subscription {
        private final Feed<T> feed;
        private final Flow.Subscriber<? super T> subscriber;
        private final Semaphore demand = new Semaphore(0);
        private volatile boolean cancelled;
        private volatile boolean refused;

        private Reading(Feed<T> feed, Flow.Subscriber<? super T> subscriber) {
            this.feed = feed;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                refused = true;
                demand.release();
            } else {
                // Unbounded requests must not overflow the count.
                demand.release((int) Math.min(n, Integer.MAX_VALUE - Math.max(0, demand.availablePermits()) - 1L));
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            feed.close();
            demand.release();
        }

        private void run() {
            try {
                while (!cancelled && feed.hasNext()) {
                    demand.acquireUninterruptibly();
                    if (refused) {
                        throw new IllegalArgumentException("a subscriber asks for 1 or more, not for less");
                    }
                    if (!cancelled) {
                        subscriber.onNext(feed.next());
                    }
                }
                if (!cancelled) {
                    subscriber.onComplete();
                }
            } catch (RuntimeException e) {
                subscriber.onError(e);
            } finally {
                feed.close();
            }
        }
    }
}
