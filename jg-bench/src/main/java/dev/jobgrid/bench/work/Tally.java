package dev.jobgrid.bench.work;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts the starts and ends of jobs. Each carries when it was handed in, and 1.5 KB of words. Thread-safe. */
final class Tally {
    private static final String WORDS = words();

    private final CountDownLatch left;
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private volatile long first;
    private volatile long last;

    /** A tally of this many jobs. */
    Tally(int jobs) {
        left = new CountDownLatch(jobs);
    }

    private static String words() {
        Random random = new Random(42);
        StringBuilder words = new StringBuilder();
        while (words.length() < 1_470) {
            int length = 3 + random.nextInt(7);
            for (int i = 0; i < length; i++) {
                words.append((char) ('a' + random.nextInt(26)));
            }
            words.append(' ');
        }
        return words.toString();
    }

    /** Text of a job that is submitted now. */
    static String text() {
        return System.nanoTime() + "|" + WORDS;
    }

    /** Records the start of the job with this text. */
    void begun(String text) {
        long now = System.nanoTime();
        latencies.add(now - Long.parseLong(text.substring(0, text.indexOf('|'))));
        if (first == 0) {
            first = now;
        }
    }

    /** Records the end of a job. */
    void over() {
        last = System.nanoTime();
        left.countDown();
    }

    /** Records that another process ran all of them, in so many nanoseconds. */
    void ran(long nanos) {
        first = 1;
        last = first + nanos;
        while (left.getCount() > 0) {
            left.countDown();
        }
    }

    /** Waits for the last one; false if that took too long. */
    boolean await(int seconds) throws InterruptedException {
        return left.await(seconds, TimeUnit.SECONDS);
    }

    /** When the first one began, by {@link System#nanoTime}. */
    long firstNanos() {
        return first;
    }

    long missing() {
        return left.getCount();
    }

    /** From the beginning of the first one to the end of the last one. */
    double seconds() {
        return (last - first) / 1e9;
    }

    /** Times from submit to start, sorted. */
    List<Long> latencies() {
        return latencies.stream().sorted().toList();
    }
}
