package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.RunExit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitClassifierTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String RUNC =
            "failed to create task for container: failed to create shim task: OCI runtime create"
                    + " failed: runc create failed: unable to start container process: ";

    // As Docker 26 and 29 and Podman 5 say it.
    private static final List<String> NODE = List.of(
            "exec: \"docker-init\": executable file not found in $PATH",
            RUNC
                    + "error during container init: error mounting \"/opt/docker-init\" to rootfs at \"/sbin/docker-init\": "
                    + "create mount destination: bind mount source stat: stat /opt/docker-init: no such file or directory",
            "failed to set up container networking: driver failed programming external connectivity on endpoint train: "
                    + "iptables failed: iptables --wait -t nat -A DOCKER: exec: \"iptables\": executable file not found",
            "netavark: nftables error: unable to execute nft: No such file or directory (os error 2)",
            "container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file or directory",
            "failed to create task for container: failed to create shim task: OCI runtime create failed: cgroups: cgroup"
                    + " mountpoint does not exist: unknown",
            "exec: \"runc\": executable file not found in $PATH",
            "network training not found",
            RUNC + "error during container init: exec: \"/usr/bin/nvidia-container-runtime-hook\": permission denied");
    private static final List<String> JOB = List.of(
            RUNC + "exec: \"train\": executable file not found in $PATH: unknown",
            RUNC + "exec: \"train\": permission denied: unknown",
            RUNC + "exec: \"train\": is a directory: unknown: permission denied",
            "crun: executable file `train` not found in $PATH: No such file or directory: OCI runtime attempted to invoke"
                    + " a command that was not found");

    private static RunExit noStart(String words) {
        return ExitClassifier.noStart("train", new EngineRefusalException(500, words), NOW);
    }

    @Test
    void whateverElseKeepsAContainerFromStartingIsAFaultOfTheNodeInItsEnginesWords() {
        for (String words : NODE) {
            RunExit exit = noStart(words);

            assertThat(exit.nodeFault()).isTrue();
            assertThat(exit.cause()).contains(Cause.INTERNAL);
            assertThat(exit.summary()).contains(words);
        }
    }

    @Test
    void whatTheRuntimeSaysOfTheJobsProgramByItsNameIsTheJobs() {
        for (String words : JOB) {
            RunExit exit = noStart(words);

            assertThat(exit.nodeFault()).isFalse();
            assertThat(exit.cause()).contains(Cause.COMMAND_NOT_FOUND);
            assertThat(exit.summary()).contains("'train'", words);
        }
    }

    @Test
    void aProgramForAnotherProcessorIsTheJobs() {
        RunExit exit = noStart(RUNC + "exec \"train\": exec format error");

        assertThat(exit.nodeFault()).isFalse();
        assertThat(exit.cause()).contains(Cause.IMAGE_WRONG_ARCHITECTURE);
    }

    @Test
    void aUserThatTheImageDoesNotHaveIsNoFaultOfTheNode() {
        RunExit exit = noStart("unable to find user trainer: no matching entries in passwd file");

        assertThat(exit.nodeFault()).isFalse();
        assertThat(exit.summary()).contains("trainer");
    }

    @Test
    void aGpuThatCannotBeGivenIsAFaultOfTheNode() {
        RunExit exit = noStart("could not select device driver \"nvidia\" with capabilities: [[gpu]]");

        assertThat(exit.nodeFault()).isTrue();
        assertThat(exit.cause()).contains(Cause.GPU_UNAVAILABLE);
    }

    @Test
    void theEnginesWordsAreKeptWhateverTheVerdict() {
        String words = "toomanyrequests: You have reached your pull rate limit";
        assertThat(ExitClassifier.noImage("acme/train:1", new EngineRefusalException(500, words), NOW)
                        .summary())
                .contains(words);
        String denied = "pull access denied for acme/train, repository does not exist or may require 'docker login'";
        assertThat(ExitClassifier.noImage("acme/train:1", new EngineRefusalException(404, denied), NOW)
                        .summary())
                .contains(denied);
        String full = "write /data/x: no space left on device";
        assertThat(ExitClassifier.noCopy(new EngineRefusalException(500, full), NOW)
                        .summary())
                .contains(full);
    }
}
