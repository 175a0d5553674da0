package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import dev.jobgrid.executor.docker.Models;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EngineKindTest {
    private static Version version(String json) throws Exception {
        return Models.of(Version.class, json);
    }

    private static Info info(String json) throws Exception {
        return Models.of(Info.class, json);
    }

    private static InspectContainerResponse container(String json) throws Exception {
        return Models.of(InspectContainerResponse.class, json);
    }

    @Test
    void anEngineIsWhatItsComponentsSay() throws Exception {
        assertThat(EngineKind.of(version("{\"Components\":[{\"Name\":\"Podman Engine\"},{\"Name\":\"Conmon\"}]}")))
                .isEqualTo(EngineKind.PODMAN);
        assertThat(EngineKind.of(version("{\"Components\":[{\"Name\":\"Engine\"},{\"Name\":\"containerd\"}]}")))
                .isEqualTo(EngineKind.DOCKER);
        assertThat(EngineKind.of(version("{}"))).isEqualTo(EngineKind.DOCKER);
    }

    @Test
    void anImageGoesByAllNamesThatTheEngineFindsItBy() throws Exception {
        String id = "0123456789ab" + "0".repeat(52);
        Image image = Models.of(
                Image.class,
                "{\"Id\":\"sha256:" + id + "\",\"RepoTags\":[\"quay.io/acme/app:1\",\"<none>:<none>\"],"
                        + "\"RepoDigests\":[\"quay.io/acme/app@sha256:77\"]}");
        assertThat(EngineKind.DOCKER.imageNames(image))
                .containsExactlyInAnyOrder(
                        "quay.io/acme/app:1", "quay.io/acme/app@sha256:77", "sha256:" + id, "0123456789ab");
        assertThat(EngineKind.PODMAN.imageNames(image))
                .containsExactlyInAnyOrder(
                        "quay.io/acme/app:1",
                        "acme/app:1",
                        "app:1",
                        "quay.io/acme/app@sha256:77",
                        "acme/app@sha256:77",
                        "app@sha256:77",
                        "sha256:" + id,
                        "0123456789ab");
        assertThat(EngineKind.DOCKER.imageNames(Models.of(Image.class, "{\"Id\":\"\",\"RepoTags\":null}")))
                .isEmpty();
    }

    @Test
    void theBootIsTheUptimeBeforeTheHostsOwnTime() throws Exception {
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        assertThat(EngineKind.PODMAN.bootedAt(info("{\"SystemTime\":\"" + now + "\",\"Uptime\":\"0h 6m 24.00s\"}")))
                .hasValueSatisfying(at -> assertThat(at)
                        .isBetween(now.minus(Duration.ofSeconds(386)), now.minus(Duration.ofSeconds(384))));
        assertThat(EngineKind.PODMAN.bootedAt(info(
                        "{\"SystemTime\":\"2026-11-26T14:00:00.5+02:00\",\"Uptime\":\"49h 0m 1.00s (Approximately 2.04"
                                + " days)\"}")))
                .hasValueSatisfying(at -> assertThat(at)
                        .isBetween(now.minus(Duration.ofHours(49)).minusSeconds(3), now.minus(Duration.ofHours(49))));
        assertThat(EngineKind.PODMAN.bootedAt(info("{\"SystemTime\":\"" + now + "\"}")))
                .isEmpty();
        assertThat(EngineKind.DOCKER.bootedAt(info("{\"SystemTime\":\"" + now + "\",\"Uptime\":\"0h 6m 24.00s\"}")))
                .isEmpty();
        assertThat(EngineKind.PODMAN.bootedAt(
                        info("{\"SystemTime\":\"" + now + "\",\"Uptime\":\"" + "9".repeat(30) + "h 0m 1.00s\"}")))
                .isEmpty();
    }

    @Test
    void anEndWithoutATimeOrACodeIsNotKnown() throws Exception {
        ContainerState cutOff = Models.state("{\"ExitCode\":0,\"FinishedAt\":\"0001-01-01T00:00:00Z\"}");
        assertThat(EngineKind.PODMAN.knowsEnd(cutOff)).isFalse();
        assertThat(EngineKind.DOCKER.knowsEnd(cutOff)).isFalse();
        assertThat(EngineKind.PODMAN.knowsEnd(
                        Models.state("{\"ExitCode\":-1,\"FinishedAt\":\"2026-11-26T00:38:31Z\"}")))
                .isFalse();
        assertThat(EngineKind.PODMAN.knowsEnd(
                        Models.state("{\"ExitCode\":0,\"FinishedAt\":\"2026-11-26T00:38:31.1Z\"}")))
                .isTrue();
    }

    @Test
    void theFirstProcessSaysInItsOwnWordsWhatItCannotExecute() throws Exception {
        assertThat(EngineKind.PODMAN.execFailure("ERROR (catatonit:6): failed to exec pid1: Permission denied"))
                .contains("Permission denied");
        assertThat(EngineKind.DOCKER.execFailure("[FATAL tini (7)] exec /x failed: No such file or directory"))
                .contains("No such file or directory");
        assertThat(EngineKind.PODMAN.execFailure("done")).isEmpty();
        assertThat(EngineKind.PODMAN.program(
                        container("{\"Path\":\"/run/podman-init\",\"Args\":[\"--\",\"/x\",\"a\"]}")))
                .isEqualTo("/x");
        assertThat(EngineKind.DOCKER.program(container("{\"Path\":\"/x\",\"Args\":[\"--\",\"a\"]}")))
                .isEqualTo("/x");
    }

    @Test
    void whatPodmanLacksIsSaid() throws Exception {
        Info whole = info("{\"MemoryLimit\":true,\"PidsLimit\":true,\"Rootless\":false}");
        assertThat(EngineKind.PODMAN.lacks(version("{\"Version\":\"5.4.2\"}"), whole))
                .isEmpty();
        assertThat(EngineKind.PODMAN.lacks(version("{\"Version\":\"4.9.3\"}"), info("{\"Rootless\":true}")))
                .satisfiesExactly(
                        old -> assertThat(old).contains("4.9.3"),
                        limits -> assertThat(limits).contains("control groups"),
                        rootless -> assertThat(rootless).contains("enable-linger"));
    }
}
