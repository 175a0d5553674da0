package dev.jobgrid.monitor;

import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which jobs of a workspace to list: those that pass all that is given. Status and age are found by an index; for the
 * rest jobs are looked at, {@value #MAX_SEARCHED} at most for a page.
 *
 * <pre>{@code
 * grid.list(JobFilter.builder().cause(Failure.Cause.OUT_OF_MEMORY).metadata("team", "vision").build(), Optional.empty(), 50);
 * }</pre>
 *
 * @param status only jobs with this status
 * @param since only jobs created at this moment or later
 * @param until only jobs created before this moment
 * @param name only jobs whose name contains this text, ignoring case; 1 to 128 characters, the other texts up to 255
 * @param cause only jobs that failed, or were rejected, for this cause
 * @param image only jobs whose image contains this text, ignoring case
 * @param gpu only jobs on a GPU whose model contains this text, ignoring case; of a job without a run, the model it asks for
 * @param node only jobs whose last run was placed on this node
 * @param template only jobs submitted from the template with this slug
 * @param submitter only jobs that this {@linkplain dev.jobgrid.auth.Caller#subject subject} submitted
 * @param retried only jobs with more than one attempt, or only those without
 * @param metadata only jobs whose metadata has these values: text as it is, a number or boolean as its text
 */
public record JobFilter(
        Optional<JobStatus> status,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> name,
        Optional<Failure.Cause> cause,
        Optional<String> image,
        Optional<String> gpu,
        Optional<String> node,
        Optional<String> template,
        Optional<String> submitter,
        Optional<Boolean> retried,
        Map<String, String> metadata) {
    /** The most jobs that one page looks at. */
    public static final int MAX_SEARCHED = 10_000;

    /** All jobs. */
    public static final JobFilter ALL = builder().build();

    /** Copies the map. */
    public JobFilter {
        metadata = Map.copyOf(metadata);
    }

    /** Jobs with this status; all if there is none. */
    public static JobFilter of(Optional<JobStatus> status) {
        Builder filter = builder();
        status.ifPresent(filter::status);
        return filter.build();
    }

    /** A builder of a filter that all jobs pass. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from this filter. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.status = status;
        builder.since = since;
        builder.until = until;
        builder.name = name;
        builder.cause = cause;
        builder.image = image;
        builder.gpu = gpu;
        builder.node = node;
        builder.template = template;
        builder.submitter = submitter;
        builder.retried = retried;
        builder.metadata.putAll(metadata);
        return builder;
    }

    /** Whether jobs have to be looked at: it says more than status and age. */
    public boolean isSearch() {
        return !metadata.isEmpty()
                || Stream.of(name, cause, image, gpu, node, template, submitter, retried)
                        .anyMatch(Optional::isPresent);
    }

    /** Whether a job passes. */
    public boolean matches(Job job) {
        Instant created = job.state().times().created();
        Optional<Placement> placed = job.attempt().placement();
        return passes(status, job.status()::equals)
                && passes(since, from -> !created.isBefore(from))
                && passes(until, created::isBefore)
                && passes(name, part -> contains(job.spec().name(), part))
                && passes(cause, why -> job.failure().map(Failure::cause).equals(Optional.of(why)))
                && passes(image, part -> contains(job.spec().image(), part))
                && passes(gpu, part -> contains(gpuOf(job), part))
                && passes(node, at -> placed.map(place -> place.node().value()).equals(Optional.of(at)))
                && passes(template, slug -> job.spec().template().equals(Optional.of(slug)))
                && passes(submitter, job.state().submittedBy()::equals)
                && passes(retried, wanted -> wanted == job.retryCount() > 0)
                && metadata.entrySet().stream().allMatch(wanted -> hasMetadata(job, wanted));
    }

    private static <T> boolean passes(Optional<T> wanted, Predicate<T> test) {
        return wanted.isEmpty() || test.test(wanted.get());
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static String gpuOf(Job job) {
        return job.attempt()
                .placement()
                .map(place -> place.gpuIds().isEmpty() ? "" : place.gpu().name())
                .orElse(job.spec().gpu().type().orElse(""));
    }

    private static boolean hasMetadata(Job job, Map.Entry<String, String> wanted) {
        Map<String, Object> values = job.spec().metadata().values();
        return values.containsKey(wanted.getKey())
                && String.valueOf(values.get(wanted.getKey())).equals(wanted.getValue());
    }

    /** Collects the parts of a {@link JobFilter}. Single-threaded. */
    public static final class Builder {
        private Optional<JobStatus> status = Optional.empty();
        private Optional<Instant> since = Optional.empty();
        private Optional<Instant> until = Optional.empty();
        private Optional<String> name = Optional.empty();
        private Optional<Failure.Cause> cause = Optional.empty();
        private Optional<String> image = Optional.empty();
        private Optional<String> gpu = Optional.empty();
        private Optional<String> node = Optional.empty();
        private Optional<String> template = Optional.empty();
        private Optional<String> submitter = Optional.empty();
        private Optional<Boolean> retried = Optional.empty();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        private Builder() {}

        /** Only jobs with this status. */
        public Builder status(JobStatus value) {
            status = Optional.of(value);
            return this;
        }

        /** Only jobs created at this moment or later. */
        public Builder since(Instant value) {
            since = Optional.of(value);
            return this;
        }

        /** Only jobs created before this moment. */
        public Builder until(Instant value) {
            until = Optional.of(value);
            return this;
        }

        /** Only jobs whose name contains this text, ignoring case. */
        public Builder name(String value) {
            name = Optional.of(value);
            return this;
        }

        /** Only jobs that failed, or were rejected, for this cause. */
        public Builder cause(Failure.Cause value) {
            cause = Optional.of(value);
            return this;
        }

        /** Only jobs whose image contains this text, ignoring case. */
        public Builder image(String value) {
            image = Optional.of(value);
            return this;
        }

        /** Only jobs on a GPU, or without a run asking for one, whose model contains this text, ignoring case. */
        public Builder gpu(String value) {
            gpu = Optional.of(value);
            return this;
        }

        /** Only jobs whose last run was placed on this node. */
        public Builder node(String value) {
            node = Optional.of(value);
            return this;
        }

        /** Only jobs submitted from the template with this slug. */
        public Builder template(String value) {
            template = Optional.of(value);
            return this;
        }

        /** Only jobs that this subject submitted. */
        public Builder submitter(String value) {
            submitter = Optional.of(value);
            return this;
        }

        /** Only jobs with more than one attempt, or only those without. */
        public Builder retried(boolean value) {
            retried = Optional.of(value);
            return this;
        }

        /** Only jobs whose metadata has this value under this key. */
        public Builder metadata(String key, String value) {
            metadata.put(key, value);
            return this;
        }

        /** The finished filter. */
        public JobFilter build() {
            return new JobFilter(
                    status, since, until, name, cause, image, gpu, node, template, submitter, retried, metadata);
        }
    }
}
