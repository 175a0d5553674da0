package dev.jobgrid.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArtifactPathTest {
    @Example
    void absoluteAndRelativePathsOfOneFileAreOne() {
        assertThat(ArtifactPath.normalize("/workspace/artifacts//run/./model.bin"))
                .isEqualTo(ArtifactPath.normalize("run/model.bin"));
        assertThat(ArtifactPath.normalize("run/model.bin").absolute()).isEqualTo("/workspace/artifacts/run/model.bin");
    }

    @Example
    void pathsElsewhereAreRefused() {
        for (String raw : new String[] {
            "",
            " ",
            "/etc/passwd",
            "/workspace/artifacts",
            "/workspace/artifactsX/a",
            "../a",
            "a/../b",
            "a/",
            ".",
            "a/.",
            "a\0b",
            "/workspace/artifacts/../inputs/a",
            "/",
            "//"
        }) {
            assertThatThrownBy(() -> ArtifactPath.normalize(raw)).as(raw).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 5000, seed = "1")
    void noPathLeavesTheFolder(@ForAll("paths") String raw) {
        ArtifactPath path;
        try {
            path = ArtifactPath.normalize(raw);
        } catch (IllegalArgumentException refused) {
            return;
        }
        Path resolved = Path.of(ArtifactPath.FOLDER).resolve(path.relative()).normalize();

        assertThat(resolved.startsWith(ArtifactPath.FOLDER)).isTrue();
        assertThat(resolved).isNotEqualTo(Path.of(ArtifactPath.FOLDER));
        assertThat(ArtifactPath.normalize(path.absolute())).isEqualTo(path);
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> segment = Arbitraries.oneOf(
                Arbitraries.of("..", ".", "", "a", "workspace", "artifacts", "/workspace/artifacts", "b.txt", " "),
                Arbitraries.strings()
                        .withCharRange('\u0001', '\u00ff')
                        .ofMaxLength(3)
                        .map(s -> s.replace("\0", "")));
        return segment.list().ofMinSize(1).ofMaxSize(6).map(segments -> String.join("/", segments));
    }
}
