package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.spi.AccessLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class NodeOptionsTest {
    private static final AccessLog NONE = entry -> {};

    @Command
    private static final class Line {
        @Mixin
        private ServerOptions options = new ServerOptions();
    }

    private static ServerSettings settings(String... arguments) {
        Line line = new Line();
        new CommandLine(line).parseArgs(arguments);
        return line.options.settings(NONE);
    }

    private static List<DockerEngine> engines(String... arguments) {
        return settings(arguments).docker().orElseThrow().engines();
    }

    @Test
    void anEngineHasWhatIsSaidOfIt() {
        List<DockerEngine> engines = engines(
                "--docker=unix:///run/docker.sock",
                "--node=docker=tcp://10.0.0.2:2376,name=b,region=eu-west,hourly-rate=1.20,disk-gib=500,tls=/etc/b,"
                        + "label.team=x,simulate-gpu=NVIDIA L4:24x2,simulate-gpu=NVIDIA H100:80",
                "--node=docker=c=unix:///run/c.sock,rocm=AMD Instinct MI300X:192:/dev/dri/renderD128,"
                        + "rocm=AMD Instinct MI210:64:/dev/dri/renderD129");

        assertThat(engines).extracting(DockerEngine::name).containsExactly("local", "b", "c");
        DockerEngine b = engines.get(1);
        assertThat(b.uri()).isEqualTo("tcp://10.0.0.2:2376");
        assertThat(b.region()).isEqualTo("eu-west");
        assertThat(b.hourlyRate()).hasValue(Usd.ofDollars(1.2));
        assertThat(b.diskBytes()).hasValue(500L << 30);
        assertThat(b.labels()).isEqualTo(Map.of("team", "x"));
        assertThat(b.tls().orElseThrow().key()).isEqualTo(Path.of("/etc/b/key.pem"));
        assertThat(engines.get(2).region()).isEmpty();
    }

    @Test
    void withoutAnEngineItIsThisHost() {
        ServerSettings.Hosts hosts = settings("--node=name=rig-1,region=eu-west,hourly-rate=0.25", "--mount=a=/a:ro")
                .operation()
                .hosts();

        assertThat(hosts.name().orElseThrow().value()).isEqualTo("rig-1");
        assertThat(hosts.region()).isEqualTo("eu-west");
        assertThat(hosts.hourlyRate()).hasValue(Usd.ofDollars(0.25));
        assertThat(hosts.mounts()).hasSize(1);
    }

    @Test
    void whatDoesNotFitIsToldWithTheWayOut() {
        assertRefused("there is no key 'regoin'; did you mean region?", "--node=name=a,regoin=x");
        assertRefused("'x' is not KEY=VALUE", "--node=name=a,x");
        assertRefused("name is given twice", "--node=name=a,name=b");
        assertRefused("name, region and hourly-rate", "--node=name=a,disk-gib=1");
        assertRefused("hourly-rate is '-1'; dollars are allowed, such as 1.20", "--node=name=a,hourly-rate=-1");
        assertRefused(
                "hourly-rate is 'much'; dollars are allowed, such as 1.20", "--node=docker=local,hourly-rate=much");
        assertRefused("disk-gib is '0', 1 to", "--node=docker=local,disk-gib=0");
        assertRefused("rocm is 'MI300X'; MODEL:GiB:ID is allowed", "--node=docker=local,rocm=MI300X");
        assertRefused("all of one kind, and not cdi and nvidia", "--node=docker=local,nvidia=A:1:0,cdi=A:1:x");
        assertRefused("the GPU 'x' is declared twice", "--node=docker=local,cdi=A:1:x,cdi=B:1:x");
        assertRefused("unix:///PATH", "--node=docker=nowhere");
        assertRefused("this host, which can be given once", "--node=name=a", "--docker");
        assertRefused("two Engines are named 'local'", "--docker", "--node=docker=local");
        assertRefused("of all Engines", "--simulate-gpu=NVIDIA L4:24", "--node=docker=local,simulate-gpu=NVIDIA L4:24");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> settings(arguments))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining(message);
    }
}
