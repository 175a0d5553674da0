package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GpuSizingPageTest {
    private static final Path PAGE = Path.of("..", "docs", "gpu-sizing.md");

    @Test
    void thePageShowsWhatTheFormulasGive() throws IOException {
        List<String> rows = Stream.of(7, 13, 70)
                .flatMap(billions -> Stream.of(Precision.FP32, Precision.FP16, Precision.BF16, Precision.INT8)
                        .map(precision -> row(billions, precision)))
                .toList();

        assertThat(Files.readAllLines(PAGE)).containsSubsequence(rows);
    }

    private static String row(int billions, Precision precision) {
        long gigabytes = billions
                * switch (precision) {
                    case FP32 -> 4L;
                    case FP16, BF16 -> 2L;
                    case INT8 -> 1L;
                };
        ModelSize model =
                new ModelSize(OptionalLong.of(gigabytes * 1_000_000_000L), OptionalInt.empty(), Optional.of(precision));
        String needs = Stream.of(WorkloadType.INFERENCE, WorkloadType.FINE_TUNING, WorkloadType.TRAINING)
                .map(workload -> gibibytes(model, workload, 1) + " | " + gibibytes(model, workload, 8))
                .collect(Collectors.joining(" | "));
        return "| " + billions + "B " + precision.name().toLowerCase(Locale.ROOT) + " | " + gigabytes + " | " + needs
                + " |";
    }

    private static String gibibytes(ModelSize model, WorkloadType workload, int gpus) {
        double gibibytes = GpuSizing.memoryPerGpu(model, workload, gpus) / (double) (1L << 30);
        return String.format(Locale.ROOT, "%.1f", gibibytes);
    }
}
