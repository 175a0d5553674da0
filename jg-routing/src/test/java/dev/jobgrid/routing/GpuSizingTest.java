package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuSizingTest {
    private static final long GIB = 1L << 30;
    private static final long BILLION = 1_000_000_000;
    // What the driver of an L4 shows of its 24 GB.
    private static final long L4_BYTES = 23_034L << 20;

    @Test
    void aModelOfUnknownSizeNeedsNothing() {
        ModelSize onlyBatch = new ModelSize(OptionalLong.empty(), OptionalInt.of(64), Optional.of(Precision.FP32));

        for (WorkloadType workload : WorkloadType.values()) {
            assertThat(GpuSizing.memoryPerGpu(onlyBatch, workload, 1)).isZero();
        }
    }

    @Test
    void inferenceOfOneOrSevenGigabytesFitsAnL4() {
        assertThat(inference(ModelSize.ofGigabytes(1))).isBetween(BILLION, L4_BYTES);
        assertThat(inference(ModelSize.ofGigabytes(7))).isBetween(7 * BILLION, L4_BYTES);
        assertThat(GpuSizing.memoryPerGpu(ModelSize.ofGigabytes(7), WorkloadType.BATCH, 1))
                .isEqualTo(inference(ModelSize.ofGigabytes(7)));
    }

    @Test
    void aSevenBillionModelInHalfPrecisionNeedsMoreThanAT4AndFitsAnL4() {
        ModelSize seven = ofBillions(7, Precision.FP16);

        assertThat(inference(seven)).isBetween(16 * GIB, L4_BYTES);
        assertThat(GpuSizing.memoryPerGpu(seven, WorkloadType.FINE_TUNING, 1)).isBetween(16 * GIB, L4_BYTES);
    }

    @Test
    void inferenceIsWeightsAndCachePlusATenthAndOneGibibyte() {
        // 8 bytes of weights are 4 parameters; 3 items take one byte each; 11 and a tenth of it, rounded up, are 13.
        ModelSize tiny = new ModelSize(OptionalLong.of(8), OptionalInt.of(3), Optional.of(Precision.BF16));

        assertThat(inference(tiny)).isEqualTo(13 + GIB);
    }

    @Test
    void trainingIsSixteenBytesAParameterWhateverThePrecision() {
        long expected = (16 * 7 * BILLION + 7 * BILLION / 2) / 10 * 11 + GIB;

        assertThat(Precision.values())
                .extracting(precision -> GpuSizing.memoryPerGpu(ofBillions(7, precision), WorkloadType.TRAINING, 1))
                .containsOnly(expected);
    }

    @Test
    void aTrainedItemIsNotCutInTwo() {
        ModelSize oneItem = ofBillions(10, Precision.FP16);
        long state = 16 * 10 * BILLION / 4;
        long item = 10 * BILLION / 2;

        assertThat(GpuSizing.memoryPerGpu(oneItem, WorkloadType.TRAINING, 4)).isEqualTo((state + item) / 10 * 11 + GIB);
    }

    @Test
    void weightsOfUnknownPrecisionAreTakenAsTheyAre() {
        ModelSize untold = ModelSize.ofGigabytes(14);
        ModelSize half = ofBillions(7, Precision.FP16);

        assertThat(inference(untold)).isEqualTo(inference(half));
    }

    @ParameterizedTest
    @CsvSource({
        // Billions of parameters, layers, width of the keys: Llama 2, whose largest shares keys by groups.
        "7, 32, 4096",
        "13, 40, 5120",
        "70, 80, 1024"
    })
    void inferenceGetsWhatIsPublishedAndAtMostHalfAsMuchAgain(int billions, long layers, long width) {
        for (Precision precision : Precision.values()) {
            int bytes = width(precision);
            // Where weights are cut to eight bits, keys and values stay in 16.
            long cache = 2 * layers * width * Math.max(2, bytes) * 4_096;
            long published = billions * BILLION * bytes + cache;

            assertThat(inference(ofBillions(billions, precision)))
                    .as("%sB %s", billions, precision)
                    .isBetween(published, published * 3 / 2);
        }
    }

    @Test
    void trainingGetsWhatIsPublishedAndAboutHalfAsMuchAgainAtMost() {
        ModelSize zero = size(15 * BILLION, 1, Precision.FP16);

        assertThat(GpuSizing.memoryPerGpu(zero, WorkloadType.TRAINING, 1)).isBetween(120 * BILLION, 180 * BILLION);
        assertThat(GpuSizing.memoryPerGpu(ofBillions(65, Precision.BF16), WorkloadType.TRAINING, 1))
                .isBetween(780 * BILLION, 1_200 * BILLION);
    }

    @Test
    void absurdSizesNeedAllThereIsAndDoNotOverflow() {
        ModelSize absurd = new ModelSize(
                OptionalLong.of(Long.MAX_VALUE), OptionalInt.of(Integer.MAX_VALUE), Optional.of(Precision.INT8));

        for (WorkloadType workload : WorkloadType.values()) {
            assertThat(GpuSizing.memoryPerGpu(absurd, workload, 1)).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Property(seed = "1")
    void moreToHoldNeverNeedsLessAndMoreGpusNeverNeedMore(
            @ForAll @LongRange(min = 1) long bytes,
            @ForAll @LongRange(min = 0, max = 1L << 40) long more,
            @ForAll @IntRange(min = 1) int batch,
            @ForAll @IntRange(min = 1, max = 1 << 20) int gpus,
            @ForAll WorkloadType workload,
            @ForAll Precision precision) {
        long needed = GpuSizing.memoryPerGpu(size(bytes, batch, precision), workload, gpus);
        long larger = bytes > Long.MAX_VALUE - more ? Long.MAX_VALUE : bytes + more;

        assertThat(needed).isGreaterThan(GIB);
        assertThat(GpuSizing.memoryPerGpu(size(larger, batch, precision), workload, gpus))
                .isGreaterThanOrEqualTo(needed);
        assertThat(GpuSizing.memoryPerGpu(size(bytes, Math.max(batch, batch + 1), precision), workload, gpus))
                .isGreaterThanOrEqualTo(needed);
        assertThat(GpuSizing.memoryPerGpu(size(bytes, batch, precision), workload, gpus + 1))
                .isLessThanOrEqualTo(needed);
    }

    private static long inference(ModelSize model) {
        return GpuSizing.memoryPerGpu(model, WorkloadType.INFERENCE, 1);
    }

    private static ModelSize ofBillions(int parameters, Precision precision) {
        return size(parameters * BILLION * width(precision), 1, precision);
    }

    private static int width(Precision precision) {
        return switch (precision) {
            case FP32 -> 4;
            case FP16, BF16 -> 2;
            case INT8 -> 1;
        };
    }

    private static ModelSize size(long bytes, int batch, Precision precision) {
        return new ModelSize(OptionalLong.of(bytes), OptionalInt.of(batch), Optional.of(precision));
    }
}
