package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFileTest {
    @Test
    void aFileThatWasDamagedCannotBeRead(@TempDir Path path) throws IOException {
        RunFolder folder = new RunFolder(new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("job")), 1), path);
        Files.writeString(folder.request(), "image=\\u00");
        assertThatThrownBy(() -> RequestFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("request");
    }
}
