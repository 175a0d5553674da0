package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DockerEngineTest {
    @Test
    void anAddressThatCanBeConnectedToIsTaken() {
        for (String uri : List.of(
                "unix:///run/docker.sock",
                "unix:///a folder/%zz/docker.sock",
                "tcp://host-1.example.com:2375",
                "tcp://[::1]:1",
                "tcp://10.0.0.1")) {
            assertThat(DockerEngine.at("a", uri).uri()).isEqualTo(uri);
        }
    }

    @Test
    void thePathOfASocketIsTakenAsItIs() {
        assertThat(DockerEngine.at("a", "unix:///a folder/%zz#1?")
                        .config()
                        .address()
                        .uri()
                        .getPath())
                .isEqualTo("/a folder/%zz#1?");
    }

    @Test
    void anyOtherIsRefusedAtOnce() {
        for (String uri : List.of(
                "tcp://a b:1",
                "tcp://:2375",
                "tcp://a_b:1",
                "tcp://[::1",
                "tcp://[::9999999999.]:1",
                "unix:///\0",
                "tcp://a/b")) {
            assertThatThrownBy(() -> DockerEngine.at("a", uri))
                    .as(uri)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("unix:///PATH or tcp://HOST:PORT");
        }
    }

    @Test
    void gpusOfSeveralModelsAreDeclaredTogetherAndEachOnce() {
        GpuSource l4 = GpuSource.nvidia("NVIDIA L4", 24, "0", "1");
        GpuSource both = l4.and(GpuSource.nvidia("NVIDIA H100", 80, "2"));

        assertThat(both.declaration().devices())
                .extracting(device -> device.id() + " " + device.model().name())
                .containsExactly("0 NVIDIA L4", "1 NVIDIA L4", "2 NVIDIA H100");
        assertThatThrownBy(() -> both.and(GpuSource.nvidia("NVIDIA A10", 24, "1")))
                .hasMessageContaining("'1' is declared twice");
        assertThatThrownBy(() -> GpuSource.detected().and(l4)).hasMessageContaining("detected or declared, not both");
    }

    @Test
    void anEmptyListOfEnginesIsNotTheOneOfThisHost() {
        assertThatThrownBy(() -> DockerExecutor.builder().engines(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("engines is empty");
    }
}
