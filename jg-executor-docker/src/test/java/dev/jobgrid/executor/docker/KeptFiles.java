package dev.jobgrid.executor.docker;

import dev.jobgrid.executor.docker.internal.engine.ArtifactArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at what runs left on an Engine. */
final class KeptFiles {
    private KeptFiles() {}

    /** The text of a file at a place that a run named; empty if nothing is there. */
    static Optional<String> text(DockerEngine engine, String place, String path) throws IOException {
        List<String> texts = new ArrayList<>();
        new ArtifactArchive(TestEngines.api(engine)).read(container(place), Set.of(), (name, size, body) -> {
            if (name.equals(path)) {
                texts.add(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        });
        return texts.stream().findFirst();
    }

    /** The container of such a place. */
    static String container(String place) {
        return place.replaceAll("container (.*):.*", "$1");
    }
}
