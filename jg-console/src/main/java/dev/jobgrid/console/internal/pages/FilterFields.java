package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.views.JobsView.Field;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.wire.WireNames;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The fields of the form that adds a filter to the list of jobs. */
final class FilterFields {
    private FilterFields() {}

    static List<Field> of(Params filter) {
        Stream<JobStatus> stored = Arrays.stream(JobStatus.values()).filter(status -> status != JobStatus.PENDING);
        return List.of(
                choice(filter, "status", "Status", stored),
                text(filter, "name", "Name contains", ""),
                text(filter, "since", "Submitted since", "24h, 7d or 2026-06-11T12:00:00Z"),
                text(filter, "until", "Submitted before", "24h, 7d or 2026-06-11T12:00:00Z"),
                choice(filter, "cause", "Failed because", Arrays.stream(Failure.Cause.values())),
                text(filter, "image", "Image contains", ""),
                text(filter, "gpu", "GPU model contains", "L4"),
                text(filter, "node", "Node", ""),
                text(filter, "template", "Template", ""),
                text(filter, "submitted_by", "Submitted by", "the name of a key"),
                new Field("retried", "Retried", value(filter, "retried"), "", List.of("true", "false")));
    }

    private static Field text(Params filter, String name, String label, String hint) {
        return new Field(name, label, value(filter, name), hint, List.of());
    }

    private static Field choice(Params filter, String name, String label, Stream<? extends Enum<?>> constants) {
        return new Field(
                name,
                label,
                value(filter, name),
                "",
                constants.map(WireNames::of).toList());
    }

    private static String value(Params filter, String name) {
        return filter.text(name).orElse("");
    }
}
