package dev.jobgrid.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureHighlightTest {
    @Test
    void linesThatTellOfAnErrorAreKnown() {
        for (String line : List.of(
                "Traceback (most recent call last):",
                "ValueError: bad value",
                "torch.cuda.OutOfMemoryError: CUDA out of memory.",
                "[rank0]: RuntimeError: NCCL error",
                "java.lang.IllegalStateException: no",
                "CUDA error: invalid device ordinal",
                "2026-01-01 ERROR could not load",
                "fatal: not a git repository",
                "sh: 1: trian.py: not found",
                "bash: line 1: foo: command not found",
                "cat: x: No such file or directory",
                "./run: Permission denied",
                "Segmentation fault (core dumped)",
                "Killed",
                "no java.lang.IllegalStateException here",
                "torch2.OutOfMemoryError: CUDA",
                "ValueError.cause",
                "panic: runtime error: index out of range")) {
            assertThat(FailureHighlight.isError(line)).as(line).isTrue();
        }
    }

    @Test
    void linesThatOnlyNameErrorsAreNot() {
        for (String line : List.of(
                "0 errors, 0 warnings",
                "0 error(s)",
                "no error so far",
                "errors: 0",
                "error=0",
                "loading terrorist_dataset.csv",
                "error-free run",
                "no ValueError so far",
                "ErrorCount 3",
                "x0Error",
                "Error7",
                "epoch 1 of 3",
                "")) {
            assertThat(FailureHighlight.isError(line)).as(line).isFalse();
        }
    }

    @Test
    void aLongerLineIsLookedThroughInProportion() {
        for (String part :
                List.of("a.a.a.", "Error", "a_", "0 ", "no ", ": ", "\u0301", "e\u0301", "Error.x", "java.lang.")) {
            long once = charactersRead(part, 200);
            long tenfold = charactersRead(part, 2_000);

            assertThat(tenfold).as(part).isLessThan(11 * once);
        }
    }

    private static long charactersRead(String part, int parts) {
        Counted line = new Counted(part.repeat(parts) + "ErrorX", new AtomicLong());
        assertThat(FailureHighlight.isError(line)).as(part).isEqualTo(part.equals("Error.x"));
        return line.read().get();
    }

    /** A text that counts how often a character of it is read. */
    private record Counted(String text, AtomicLong read) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            read.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
