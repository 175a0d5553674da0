package dev.jobgrid.spi.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.WorkspaceId;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostMountTest {
    private static final WorkspaceId A = new WorkspaceId("team-a");
    private static final WorkspaceId B = new WorkspaceId("team-b");

    @Test
    void isReadAsItIsWritten() {
        assertThat(HostMount.parse("datasets=/mnt/nfs/datasets:ro"))
                .isEqualTo(HostMount.readOnly("datasets", "/mnt/nfs/datasets"));
        assertThat(HostMount.parse("scratch=/mnt/a=b:c d/:rw:team-a,team-b"))
                .isEqualTo(HostMount.writable("scratch", "/mnt/a=b:c d", A, B));
        assertThat(HostMount.parse("x=/a:rw:ro")).isEqualTo(HostMount.writable("x", "/a", new WorkspaceId("ro")));
    }

    @Test
    void whatIsNoMountIsRefused() {
        for (String text : List.of(
                "",
                "datasets",
                "datasets=/mnt",
                "datasets=/mnt:rx",
                "=/mnt:ro",
                "Data=/mnt:ro",
                "-data=/mnt:ro",
                "a/b=/mnt:ro",
                "..=/mnt:ro",
                "data=mnt:ro",
                "data=:ro",
                "data=/:ro",
                "data=/./:ro",
                "data=/mnt/../etc:ro",
                "data=/mnt/..:ro",
                "data=/mnt\n/x:ro",
                "data=/mnt :ro",
                "data=/mnt:ro:",
                "data=/mnt:ro:a,",
                "data=/mnt:ro:a b")) {
            assertThatThrownBy(() -> HostMount.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isOpenToTheWorkspacesItNamesAndToAllIfItNamesNone() {
        assertThat(HostMount.readOnly("data", "/mnt").isOpenTo(A)).isTrue();
        HostMount ofOne = HostMount.writable("data", "/mnt", B);
        assertThat(ofOne.isOpenTo(A)).isFalse();
        assertThat(ofOne.isOpenTo(B)).isTrue();
    }

    @Test
    void twoOfOneNameAreRefused() {
        List<HostMount> both = List.of(HostMount.readOnly("data", "/a"), HostMount.readOnly("data", "/b"));
        assertThatThrownBy(() -> HostMount.distinct(both)).hasMessageContaining("two mounts are named 'data'");
    }
}
