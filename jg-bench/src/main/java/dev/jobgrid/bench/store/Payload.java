package dev.jobgrid.bench.store;

import java.util.Random;

/** What each contender stores for a job: 1.5 KB of words. */
final class Payload {
    static final String TEXT = text();

    private Payload() {}

    private static String text() {
        Random random = new Random(42);
        StringBuilder words = new StringBuilder();
        while (words.length() < 1_490) {
            int length = 3 + random.nextInt(7);
            for (int i = 0; i < length; i++) {
                words.append((char) ('a' + random.nextInt(26)));
            }
            words.append(' ');
        }
        return words.toString();
    }
}
