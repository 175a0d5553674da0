package dev.jobgrid.testkit.fuzz;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * What holds for readers of bytes from outside: they read any input or refuse it as they say, and end. Extended beside the
 * readers. The system property {@code fuzz.inputs} sets how many inputs each of them is fed in the long form, and
 * {@code fuzz.seed} repeats a run that failed.
 */
public abstract class FuzzContract {
    private static final long SHORT = 2_000;
    private static final long LONG = 250_000;
    private static final long COSTLY = 10;
    /** One part of the short form is the same everywhere, for builds that can be compared. */
    private static final long FIXED_SEED = 20261126;

    /** For subclasses. */
    protected FuzzContract() {}

    /** The readers. Asked for once for each test. */
    protected abstract List<FuzzTarget> targets() throws Exception;

    @TestFactory
    Stream<DynamicTest> inputsThatWereFoundAreReadOrRefused() throws Exception {
        return targets().stream()
                .flatMap(target -> FuzzInputs.found(getClass(), target.name()).entrySet().stream()
                        .map(found -> DynamicTest.dynamicTest(
                                target + " " + found.getKey(),
                                () -> new FuzzRun(target, 0).feedOnly(found.getValue()))));
    }

    @TestFactory
    Stream<DynamicTest> anyInputIsReadOrRefused() throws Exception {
        return targets().stream()
                .map(target -> DynamicTest.dynamicTest(target.name(), () -> {
                    new FuzzRun(target, FIXED_SEED).feed(share(target, SHORT) / 2);
                    new FuzzRun(target, seed()).feed(share(target, SHORT) / 2);
                }));
    }

    @TestFactory
    @Tag("stress")
    Stream<DynamicTest> anyOfManyInputsIsReadOrRefused() throws Exception {
        long inputs = Long.getLong("fuzz.inputs", LONG);
        return targets().stream()
                .map(target -> DynamicTest.dynamicTest(
                        target.name(),
                        () -> System.out.println(new FuzzRun(target, seed()).feed(share(target, inputs)))));
    }

    private static long share(FuzzTarget target, long inputs) {
        return target.isCostly() ? inputs / COSTLY : inputs;
    }

    private static long seed() {
        return Long.getLong("fuzz.seed", new Random().nextLong());
    }
}
