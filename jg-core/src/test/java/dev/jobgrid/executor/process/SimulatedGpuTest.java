package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.Usd;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimulatedGpuTest {
    @Test
    void modelMemoryAndCountAreRead() {
        for (String text :
                List.of("NVIDIA L4:24×4", "NVIDIA L4:24x4", " NVIDIA L4 : 24 GiB x 4 ", "NVIDIA L4:24GB*4")) {
            SimulatedGpu gpu = SimulatedGpu.parse(text);
            assertThat(gpu.model().name()).isEqualTo("NVIDIA L4");
            assertThat(gpu.model().memoryBytes()).isEqualTo(24L << 30);
            assertThat(gpu.count()).isEqualTo(4);
        }
        assertThat(SimulatedGpu.parse("NVIDIA L4:24").count()).isEqualTo(1);
    }

    @Test
    void theCatalogSaysWhatItKnows() {
        SimulatedGpu gpu = SimulatedGpu.parse("NVIDIA L4:24");
        assertThat(gpu.model().vendor()).isEqualTo("NVIDIA");
        assertThat(gpu.model().gpuClass()).isEqualTo(GpuClass.DATACENTER);
        assertThat(gpu.hourlyRate()).isGreaterThan(Usd.ZERO);
    }

    @Test
    void aModelThatNoOneKnowsIsTakenByItsMemory() {
        SimulatedGpu gpu = SimulatedGpu.parse("Acme Rocket:9000 X2:12");
        assertThat(gpu.model().name()).isEqualTo("Acme Rocket:9000 X2");
        assertThat(gpu.model().memoryBytes()).isEqualTo(12L << 30);
        assertThat(gpu.hourlyRate()).isGreaterThan(Usd.ZERO);
        assertThat(gpu.count()).isEqualTo(1);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        SimulatedGpu gpu = SimulatedGpu.parse("AMD MI300X:192x8");
        assertThat(SimulatedGpu.parse(gpu.toString())).isEqualTo(gpu);
    }

    @Test
    void aMistakeIsToldWithTheFormThatIsMeant() {
        for (String text : List.of("", "NVIDIA L4", ":24", "NVIDIA L4:", "NVIDIA L4:many", "NVIDIA L4:24x", "L4:-1")) {
            assertThatThrownBy(() -> SimulatedGpu.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "'")
                    .hasMessageContaining("NVIDIA L4:24x4");
        }
        assertThatThrownBy(() -> SimulatedGpu.parse("L4:0")).hasMessageContaining("1 to 4096 GiB");
        assertThatThrownBy(() -> SimulatedGpu.parse("L4:24x0")).hasMessageContaining("1 to 1024 GPUs");
    }
}
