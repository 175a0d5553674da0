package dev.jobgrid.testkit;

/**
 * The seed of tests with random inputs: the system property {@code jobgrid.test.seed}, or 1. So a change is checked
 * with the same inputs every time, and a run with another seed explores new ones.
 */
public final class TestSeed {
    /** The property's name. */
    public static final String PROPERTY = "jobgrid.test.seed";

    private TestSeed() {}

    /** The seed of this run. */
    public static long get() {
        return Long.getLong(PROPERTY, 1);
    }

    /** The line that repeats a test with the seed of this run. A test that draws says it when it fails. */
    public static String repeat(Class<?> test) {
        return repeat(test, get());
    }

    /** The line that repeats a test with a seed that it drew from that of this run. */
    public static String repeat(Class<?> test, long seed) {
        return repeat(test, seed, System.getProperty("jobgrid.test.profile", ""));
    }

    /** Without its profile a long form would not be run. */
    static String repeat(Class<?> test, long seed, String profile) {
        return "repeat with: mvn test%s -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false -D%s=%d"
                .formatted(profile.isEmpty() ? "" : " -P " + profile, test.getSimpleName(), PROPERTY, seed);
    }
}
