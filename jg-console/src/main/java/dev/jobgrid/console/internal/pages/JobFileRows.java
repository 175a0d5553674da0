package dev.jobgrid.console.internal.pages;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.JobView;
import java.util.List;

/** Artifacts as rows. Pure. */
final class JobFileRows {
    private JobFileRows() {}

    static List<JobView.FileRow> of(List<Artifact> artifacts) {
        return artifacts.stream()
                .map(file -> new JobView.FileRow(
                        file.id().value(),
                        file.path(),
                        Quantities.bytes(file.sizeBytes()),
                        file.contentType(),
                        file.created(),
                        file.isReady()))
                .toList();
    }
}
