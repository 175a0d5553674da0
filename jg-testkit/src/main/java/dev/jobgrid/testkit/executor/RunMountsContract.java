package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.ExecutorUnderTest.artifacts;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.exit;
import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts: folders of the host that a run asks for by name. */
interface RunMountsContract {
    /** The executor that the tests use. */
    ExecutorUnderTest underTest();

    private Run launch(RunRequest request) {
        return underTest().launch(request);
    }

    private RunRequest script(String script) {
        return underTest().requests().script(script);
    }

    private RunRequest printer(String script) {
        return underTest().printer(script);
    }

    @Test
    default void mountsAreFoundByName(@TempDir Path host) throws Exception {
        Path data = Files.createDirectories(host.resolve("data of all"));
        Files.writeString(data.resolve("in.txt"), "read me");
        underTest().use(List.of(mount("data", data), mount("unasked", host)));
        assertThat(underTest().executor().nodes().get(0).mounts())
                .extracting(HostMount::name)
                .containsExactlyInAnyOrder("data", "unasked");

        Run run = launch(RunRequests.mounting(
                printer("cd /workspace/mounts; ls; cat data/in.txt; echo mine > /workspace/artifacts/mine.txt"),
                "data"));

        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("data", "read me");
        assertThat(exit(run).exitCode()).hasValue(0);
        assertThat(artifacts(run)).containsOnlyKeys("mine.txt");
        run.remove();
        assertThat(data.resolve("in.txt")).hasContent("read me");
    }

    private HostMount mount(String name, Path folder) {
        return underTest().contract().hasReadOnlyMounts()
                ? HostMount.readOnly(name, folder.toString())
                : HostMount.writable(name, folder.toString());
    }

    @Test
    default void aReadOnlyMountCannotBeWritten(@TempDir Path host) throws Exception {
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(host.resolve("in.txt"), "read me");
        List<HostMount> readOnly = List.of(HostMount.readOnly("data", host.toString()));
        if (!underTest().contract().hasReadOnlyMounts()) {
            assertThatThrownBy(() -> underTest().contract().open(readOnly))
                    .hasMessageContaining("the mount 'data' is read-only");
            return;
        }
        underTest().use(readOnly);

        Run run = launch(RunRequests.mounting(
                printer("cd /workspace/mounts/data; (echo spoilt > in.txt) 2>/dev/null || echo refused;"
                        + " (echo more > more.txt) 2>/dev/null || echo refused; rm in.txt 2>/dev/null || echo refused"),
                "data"));

        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("refused", "refused", "refused");
        assertThat(host.resolve("in.txt")).hasContent("read me");
        assertThat(host.resolve("more.txt")).doesNotExist();
    }

    @Test
    default void aWritableMountOutlivesTheRun(@TempDir Path host) throws Exception {
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
        underTest().use(List.of(HostMount.writable("scratch", host.toString())));

        Run run = launch(RunRequests.mounting(
                script("mkdir -p /workspace/mounts/scratch/a; echo kept > /workspace/mounts/scratch/a/b"), "scratch"));

        assertThat(exit(run).exitCode()).hasValue(0);
        run.remove();
        assertThat(host.resolve("a/b")).hasContent("kept");
        Run other = launch(printer("ls /workspace/mounts/scratch 2>/dev/null || echo none"));
        assertThat(messages(Reading.rest(other, ""), LogStream.STDOUT)).containsExactly("none");
    }

    @Test
    default void aMissingMountIsANodeFault(@TempDir Path host) throws Exception {
        underTest()
                .use(List.of(
                        HostMount.writable("gone", host.resolve("gone").toString()),
                        HostMount.writable("others", host.toString(), new WorkspaceId("others"))));

        for (String mount : List.of("gone", "others", "unknown")) {
            Run run = launch(RunRequests.mounting(script("echo ran; echo ran > /workspace/artifacts/ran.txt"), mount));
            RunExit exit = exit(run);
            assertThat(exit.nodeFault()).as("%s: %s", mount, exit).isTrue();
            assertThat(exit.summary()).contains(mount);
            assertThat(exit.exitCode()).isEmpty();
            assertThat(Reading.rest(run, "")).isEmpty();
            run.remove();
        }
    }
}
