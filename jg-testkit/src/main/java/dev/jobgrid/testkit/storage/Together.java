package dev.jobgrid.testkit.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the same work on many threads concurrently. */
final class Together {
    private static final long TIMEOUT_SECONDS = 60;

    /** The work of one thread. */
    @FunctionalInterface
    interface Work<T> {
        T by(int thread) throws Exception;
    }

    private Together() {}

    /** The results by thread; throws the exception of any of them. */
    static <T> List<T> on(int threads, Work<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(begin(start, work, i)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> Callable<T> begin(CyclicBarrier start, Work<T> work, int thread) {
        return () -> {
            start.await();
            return work.by(thread);
        };
    }
}
