package dev.jobgrid.executor.docker.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Info;
import dev.jobgrid.executor.docker.Models;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Answers of Engines that Docker Java does not know. */
class EngineJsonTest {
    @Test
    void aContainerIsReadWhateverElseIsSaidOfIt() throws IOException {
        InspectContainerResponse container = Models.of(InspectContainerResponse.class, """
                {"Id":"c1","Path":"train","Args":["-x"],"Mounts":[{"Type":"image","Source":"/s","Destination":"/d","New":1}],
                 "State":{"Status":"hibernating","Running":true,"ExitCode":"none","StartedAt":"2026-11-24T11:00:00Z","Slot":7},
                 "HostConfig":{"CapDrop":["CAP_TOMORROW"],"Isolation":"moon","RestartPolicy":"no","Binds":[":"],
                   "Mounts":[{"Type":"hologram","Target":"/x"}],"PortBindings":{"a/b":[{"HostPort":1}]},"Ulimits":"all"},
                 "Config":{"ExposedPorts":{"8000-8010/tcp":{}},"Cmd":"one","Labels":["none"]},
                 "NetworkSettings":{"Ports":{"80/quic":[]},"Networks":[]}}""");

        assertThat(container.getId()).isEqualTo("c1");
        assertThat(container.getPath()).isEqualTo("train");
        assertThat(container.getMounts())
                .singleElement()
                .extracting(InspectContainerResponse.Mount::getSource)
                .isEqualTo("/s");
        assertThat(container.getState().getRunning()).isTrue();
        assertThat(container.getState().getStartedAt()).isEqualTo("2026-11-24T11:00:00Z");
        assertThat(container.getState().getExitCodeLong()).isNull();
    }

    @Test
    void anImageIsReadWhateverPortsItDeclares() throws IOException {
        InspectImageResponse image = Models.of(InspectImageResponse.class, """
                {"Architecture":"amd64","Config":{"ExposedPorts":{"8000-8010/tcp":{},"80/quic":{}},"Entrypoint":["/x"]},
                 "Created":17,"RootFS":"none"}""");

        assertThat(image.getArch()).isEqualTo("amd64");
        assertThat(image.getConfig()).isNotNull();
        assertThat(image.getConfig().getEntrypoint()).containsExactly("/x");
    }

    @Test
    void eachOfAListIsReadByItself() throws IOException {
        Container[] listed = Models.of(Container[].class, """
                [{"Id":"a","Ports":[{"PrivatePort":"many"}],"Created":"long ago","Labels":{"x":"1","y":{}}},
                 {"Id":"b","Mounts":[{"Name":"v","RW":"maybe"}]}, 5]""");

        assertThat(listed).hasSize(2);
        assertThat(listed[0].getLabels()).containsEntry("x", "1");
        assertThat(listed[1].getMounts().get(0).getName()).isEqualTo("v");
    }

    @Test
    void anEventOfANewKindIsAnEvent() throws IOException {
        assertThat(Models.of(Event.class, "{\"Type\":\"dream\",\"Action\":\"die\"}")
                        .getType())
                .isNull();
    }

    @Test
    void whatAModelHasNoFieldForIsAmongItsRawValues() throws IOException {
        Info info = Models.of(Info.class, "{\"NCPU\":8,\"Uptime\":\"3h\",\"DiscoveredDevices\":[{\"ID\":\"a\"}]}");

        assertThat(info.getNCPU()).isEqualTo(8);
        assertThat(info.getRawValues()).containsEntry("Uptime", "3h").containsKey("DiscoveredDevices");
    }

    @Test
    void anAnswerOfAnotherFormIsNone() {
        assertThatThrownBy(() -> Models.of(Info.class, "[1]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Models.of(Info.class, "null")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Models.of(Info.class, "{\"NCPU\":")).isInstanceOf(IOException.class);
    }

    @Test
    void aPasswordIsWrittenInAsciiWhateverTheJvmsCharacterSet() throws IOException {
        byte[] json = EngineJson.bytes(new AuthConfig().withUsername("jo").withPassword("pä§"));

        AuthConfig read = Models.of(AuthConfig.class, new String(json, StandardCharsets.US_ASCII));
        assertThat(read.getPassword()).isEqualTo("pä§");
    }
}
