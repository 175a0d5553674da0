package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.executor.GpuNode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostGpusTest {
    @Test
    void aTableOfNvidiaSmiIsRead() {
        List<GpuNode.Device> devices = HostGpus.nvidia(
                "GPU-5f2c1d6e-8b7a-4c3d-9e0f-112233445566, NVIDIA L4, 23034\nGPU-2, Tesla T4, 15360\n\nGPU-3, X, [N/A]\n");
        assertThat(devices).hasSize(2).noneMatch(GpuNode.Device::simulated);
        assertThat(devices.get(0).id()).isEqualTo("GPU-5f2c1d6e-8b7a-4c3d-9e0f-112233445566");
        assertThat(devices.get(0).model().name()).isEqualTo("NVIDIA L4");
        // The card is sold with 24 GiB; the driver keeps some back.
        assertThat(devices.get(0).model().memoryBytes()).isEqualTo(24L << 30);
        assertThat(devices.get(1).model().vendor()).isEqualTo("NVIDIA");
    }

    @Test
    void aTableOfRocmSmiIsRead() {
        List<GpuNode.Device> devices = HostGpus.rocm("""
                WARNING: AMD GPU device(s) is/are in a low-power state
                device,VRAM Total Memory (B),VRAM Total Used Memory (B),Card Series,Card Model,Card Vendor
                card0,206141652992,285212672,AMD Instinct MI300X OAM,0x74a1,Advanced Micro Devices
                card1,N/A,0,?,?,?
                """);
        assertThat(devices).hasSize(1);
        assertThat(devices.get(0).id()).isEqualTo("0");
        assertThat(devices.get(0).model().vendor()).isEqualTo("AMD");
        assertThat(devices.get(0).model().name()).contains("MI300X");
    }

    @Test
    void whatIsNoTableHasNoDevices() {
        assertThat(HostGpus.nvidia("NVIDIA-SMI has failed because it couldn't communicate, really, 5x\n"))
                .isEmpty();
        assertThat(HostGpus.rocm("")).isEmpty();
        assertThat(HostGpus.rocm("ERROR:root:Driver not initialized\n")).isEmpty();
    }
}
