package dev.jobgrid.wire.request;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.Failure;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The filter of a list of jobs as query parameters (reference §07). */
public final class JobFilterText {
    /** All parameters but those of metadata. */
    public static final List<String> NAMES = List.of(
            "status", "name", "since", "until", "cause", "image", "gpu", "node", "template", "submitted_by", "retried");

    /** What a key of metadata follows in the name of its parameter. */
    public static final String METADATA = "metadata.";

    private JobFilterText() {}

    /**
     * Reads a filter; other parameters are passed over, and an empty one counts as absent.
     *
     * @throws JobGridException INVALID_REQUEST naming the parameter, its value and what is allowed
     */
    public static JobFilter read(Map<String, String> parameters) {
        JobFilter.Builder filter = JobFilter.builder();
        Values values = new Values(parameters);
        values.of("status", text -> filter.status(QueryText.status(text)));
        values.of("name", filter::name);
        values.of("since", text -> filter.since(QueryText.moment("since", text)));
        values.of("until", text -> filter.until(QueryText.moment("until", text)));
        values.of("cause", text -> filter.cause(QueryText.constant("cause", text, Failure.Cause.values())));
        values.of("image", filter::image);
        values.of("gpu", filter::gpu);
        values.of("node", filter::node);
        values.of("template", filter::template);
        values.of("submitted_by", filter::submitter);
        values.of("retried", text -> filter.retried(flag(text)));
        parameters.forEach((name, value) -> {
            if (name.startsWith(METADATA)) {
                filter.metadata(name.substring(METADATA.length()), value);
            }
        });
        return filter.build();
    }

    /** The parameters of a filter, as {@link #read} reads them. */
    public static Map<String, String> write(JobFilter filter) {
        Map<String, String> parameters = new LinkedHashMap<>();
        filter.status().ifPresent(status -> parameters.put("status", WireNames.of(status)));
        filter.name().ifPresent(name -> parameters.put("name", name));
        filter.since().map(Instant::toString).ifPresent(since -> parameters.put("since", since));
        filter.until().map(Instant::toString).ifPresent(until -> parameters.put("until", until));
        filter.cause().ifPresent(cause -> parameters.put("cause", WireNames.of(cause)));
        filter.image().ifPresent(image -> parameters.put("image", image));
        filter.gpu().ifPresent(gpu -> parameters.put("gpu", gpu));
        filter.node().ifPresent(node -> parameters.put("node", node));
        filter.template().ifPresent(template -> parameters.put("template", template));
        filter.submitter().ifPresent(submitter -> parameters.put("submitted_by", submitter));
        filter.retried().ifPresent(retried -> parameters.put("retried", retried.toString()));
        filter.metadata().forEach((key, value) -> parameters.put(METADATA + key, value));
        return parameters;
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "retried is " + DisplayText.quoted(text) + ", and must be true or false");
        }
        return text.equals("true");
    }

    private record Values(Map<String, String> parameters) {
        void of(String name, Consumer<String> reader) {
            Optional.ofNullable(parameters.get(name))
                    .filter(value -> !value.isBlank())
                    .ifPresent(reader);
        }
    }
}
