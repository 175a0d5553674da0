package dev.jobgrid.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
                "epoch 1 of 3",
                "")) {
            assertThat(FailureHighlight.isError(line)).as(line).isFalse();
        }
    }
}
