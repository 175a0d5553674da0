package dev.jobgrid.testkit.fuzz;

import dev.jobgrid.testkit.TestSeed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of readers of external bytes: they read any input or refuse it as documented, and terminate. Extended
 * beside the readers. The inputs are those of {@link TestSeed}; the system property {@code fuzz.inputs} sets how many
 * of them each reader is fed in the long form.
 */
public abstract class FuzzContract {
    private static final long SHORT = 2_000;
    private static final long LONG = 250_000;
    private static final long COSTLY = 10;

    /** For subclasses. */
    protected FuzzContract() {}

    /** The readers. Asked for once for each test. */
    protected abstract List<FuzzTarget> targets() throws Exception;

    @TestFactory
    Stream<DynamicTest> inputsThatWereFoundAreReadOrRefused() throws Exception {
        return targets().stream()
                .flatMap(target -> FuzzCorpus.found(getClass(), target.name()).entrySet().stream()
                        .map(found -> DynamicTest.dynamicTest(
                                target + " " + found.getKey(),
                                () -> new Fuzzer(target, 0).feedOnly(found.getValue()))));
    }

    @TestFactory
    Stream<DynamicTest> anyInputIsReadOrRefused() throws Exception {
        return targets().stream()
                .map(target -> DynamicTest.dynamicTest(
                        target.name(), () -> new Fuzzer(target, TestSeed.get()).feed(share(target, SHORT))));
    }

    @TestFactory
    @Tag("fuzz")
    Stream<DynamicTest> anyOfManyInputsIsReadOrRefused() throws Exception {
        long inputs = Long.getLong("fuzz.inputs", LONG);
        return targets().stream()
                .map(target -> DynamicTest.dynamicTest(
                        target.name(),
                        () -> System.out.println(new Fuzzer(target, TestSeed.get()).feed(share(target, inputs)))));
    }

    private static long share(FuzzTarget target, long inputs) {
        return target.isCostly() ? inputs / COSTLY : inputs;
    }
}
