package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

/** Entries that no Engine is known to send, but that a job may talk one into. */
class ArtifactArchiveTest {
    private static TarArchiveEntry entry(String name, byte kind) {
        return new TarArchiveEntry(name, kind, true);
    }

    @Test
    void aFileBelowTheFolderCounts() {
        assertThat(ArtifactArchive.path(entry("artifacts/a/b", TarConstants.LF_NORMAL)))
                .contains("a/b");
        assertThat(ArtifactArchive.path(entry("artifacts/..a/b..", TarConstants.LF_NORMAL)))
                .contains("..a/b..");
    }

    @Test
    void namesThatLeaveTheFolderDoNot() {
        for (String name : new String[] {
            "artifacts/../x", "artifacts/a/../../x", "/artifacts/x", "/etc/passwd", "artifactsx", "artifacts/", "x", ""
        }) {
            assertThat(ArtifactArchive.path(entry(name, TarConstants.LF_NORMAL)))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void whatIsNoFileDoesNot() {
        for (byte kind : new byte[] {
            TarConstants.LF_SYMLINK, TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO, TarConstants.LF_DIR
        }) {
            assertThat(ArtifactArchive.path(entry("artifacts/x", kind)))
                    .as("kind %s", (char) kind)
                    .isEmpty();
        }
    }
}
