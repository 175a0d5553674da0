package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkspaceWordsTest {
    private static final Path FOLDER = Path.of("/data/a $1\\b");

    @Test
    void theWorkspaceIsReplacedWhereverItIsAPath() {
        Map.of(
                        "/workspace", "F",
                        "/workspace/inputs/a", "F/inputs/a",
                        "--out=/workspace/x", "--out=F/x",
                        "a:/workspace:/workspace/b", "a:F:F/b",
                        "cd /workspace; cat '/workspace/a'>/workspace/b.", "cd F; cat 'F/a'>F/b.",
                        "Look in /workspace.", "Look in F.",
                        "Path('/workspace/artifacts/t').write_text('x')", "Path('F/artifacts/t').write_text('x')")
                .forEach((text, mapped) ->
                        assertThat(WorkspaceWords.map(text, FOLDER)).isEqualTo(mapped.replace("F", FOLDER.toString())));
    }

    @Test
    void otherPathsStay() {
        for (String text : List.of(
                "/workspaces",
                "/workspace-2/x",
                "/workspace.d",
                "/srv/workspace/x",
                "s3://workspace/x",
                "workspace/x",
                "./workspace",
                "~/workspace",
                "/workspace2",
                "/workspaceß",
                "")) {
            assertThat(WorkspaceWords.map(text, FOLDER)).isEqualTo(text);
        }
    }
}
