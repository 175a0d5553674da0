package dev.jobgrid.internal.screening;

import dev.jobgrid.GridSettings;
import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Classification;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Screening;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.templates.JobTemplate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds all violations of a draft. Reads its inputs and template; else pure. Thread-safe. */
public final class Screener {
    private static final int MAX_SCRIPTS = 1;
    private static final int MAX_NAMED = 10;

    private final GridSettings settings;
    private final InputStore inputs;
    private final Function<WorkspaceId, TemplateLookup> templates;
    private final Classifier classifier;

    /** A screener for a grid with these settings. */
    public Screener(GridSettings settings, InputStore inputs, Function<WorkspaceId, TemplateLookup> templates) {
        this.settings = settings;
        this.inputs = inputs;
        this.templates = templates;
        this.classifier = new Classifier(settings.work().rules());
    }

    /** Screens a draft for an estimate, which may leave out name and image. */
    public Screened forEstimate(WorkspaceId workspace, Draft draft) {
        return screen(workspace, draft, false);
    }

    /** Screens a draft for a submit. */
    public Screened forSubmit(WorkspaceId workspace, Draft draft) {
        return screen(workspace, draft, true);
    }

    /**
     * Records that a job with these inputs is about to be stored, so that they are retained.
     *
     * @throws JobGridException JOB_INPUT_NOT_FOUND if one of them was just removed
     */
    public void use(WorkspaceId workspace, JobFiles files, Instant now) {
        Set<InputId> ids =
                Stream.concat(files.inputs().stream(), files.scripts().stream()).collect(Collectors.toSet());
        if (!ids.isEmpty() && !inputs.use(workspace, ids, now)) {
            throw new JobGridException(
                    ErrorCode.JOB_INPUT_NOT_FOUND, "an input of the job is no longer kept; upload it again");
        }
    }

    private Screened screen(WorkspaceId workspace, Draft draft, boolean submit) {
        DraftViolations violations = new DraftViolations();
        violations.addAll(draft.problems());
        JobSpec spec = filled(workspace, draft.spec(), violations);
        required(spec, submit, draft.problems(), violations);
        new Limits(violations).check(spec);
        files(workspace, spec.files(), violations);
        Classification classification = classifier.classify(spec);
        acceleration(classification, draft.words(), violations);
        return new Screened(normalized(spec), new Screening(violations.all()), classification, draft.warnings());
    }

    private JobSpec filled(WorkspaceId workspace, JobSpec spec, DraftViolations violations) {
        if (spec.template().isEmpty()) {
            return spec;
        }
        String slug = spec.template().get();
        TemplateLookup all = templates.apply(workspace);
        Optional<JobTemplate> named = all.find(slug);
        if (named.isEmpty()) {
            violations.invalid(
                    "template_slug", "there is no template '" + Limits.shown(slug) + "'; " + known(all.list()));
            return spec;
        }
        return filled(spec, named.get().draft());
    }

    private static String known(List<JobTemplate> all) {
        if (all.isEmpty()) {
            return "this workspace has none";
        }
        String slugs = all.stream().limit(MAX_NAMED).map(JobTemplate::slug).collect(Collectors.joining(", "));
        return "there are " + slugs + (all.size() > MAX_NAMED ? " and " + (all.size() - MAX_NAMED) + " others" : "");
    }

    private static JobSpec filled(JobSpec spec, JobSpec template) {
        JobSpec.Builder builder = spec.toBuilder();
        if (spec.name().isEmpty()) {
            builder.name(template.name());
        }
        if (spec.image().isEmpty()) {
            builder.image(template.image());
        }
        if (spec.workloadType().isEmpty()) {
            template.workloadType().ifPresent(builder::workloadType);
        }
        if (spec.command().isEmpty()) {
            template.command().ifPresent(builder::command);
        }
        if (spec.gpu().equals(GpuRequest.NONE)) {
            builder.gpu(template.gpu());
        }
        if (spec.route().equals(RoutePreferences.NONE)) {
            builder.route(template.route());
        }
        return builder.build();
    }

    private static void required(JobSpec spec, boolean submit, List<Check> problems, DraftViolations violations) {
        Set<String> reported = new HashSet<>();
        problems.forEach(problem -> problem.field().ifPresent(reported::add));
        Stream.Builder<String> missing = Stream.builder();
        if (submit && spec.name().isEmpty()) {
            missing.add("name");
        }
        if (submit && spec.image().isEmpty()) {
            missing.add("image");
        }
        if (spec.workloadType().isEmpty()) {
            missing.add("workload_type");
        }
        missing.build().filter(field -> !reported.contains(field)).forEach(field -> {
            String message = submit
                    ? "name, image, and workload_type are required; " + field + " is missing"
                    : field + " is required, and missing";
            violations.invalid(field, message);
        });
    }

    private void files(WorkspaceId workspace, JobFiles files, DraftViolations violations) {
        violations.atMost("input_files", "entries", files.inputs().size(), JobFiles.MAX_INPUTS);
        violations.atMost("script_files", "entries", files.scripts().size(), MAX_SCRIPTS);
        Set<String> paths = new HashSet<>();
        files.inputs().stream()
                .limit(JobFiles.MAX_INPUTS)
                .forEach(id -> file(workspace, "input_files", id, paths, violations));
        files.scripts().stream()
                .limit(MAX_SCRIPTS)
                .forEach(id -> file(workspace, "script_files", id, paths, violations));
    }

    private void file(WorkspaceId workspace, String field, InputId id, Set<String> paths, DraftViolations violations) {
        Optional<JobInput> input = inputs.find(workspace, id);
        if (input.isEmpty()) {
            violations.error(
                    ErrorCode.JOB_INPUT_NOT_FOUND, field, field + ": input " + id + " was not found in this workspace");
        } else if (!input.get().isReady()) {
            violations.add(Check.error(
                            ErrorCode.JOB_INPUT_NOT_READY,
                            field,
                            field + ": the upload of input " + id + " is not completed")
                    .withAction("Send its bytes to the upload URL, then call the complete URL."));
        } else if (!paths.add(input.get().mountPath())) {
            violations.invalid(
                    field,
                    field + ": two files would be mounted at " + input.get().mountPath()
                            + "; upload one under another name");
        }
    }

    private void acceleration(Classification classification, Draft.Words words, DraftViolations violations) {
        if (settings.work().allowsCpuWork()) {
            return;
        }
        switch (classification.requirement()) {
            case GPU_REQUIRED -> {}
            case CPU_ONLY ->
                violations.error(
                        ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED,
                        "image",
                        "this looks like CPU-only work ("
                                + classification.reasons().get(0)
                                + "), and this grid runs GPU work only; if it does need a GPU, "
                                + sayingSo(words));
            case UNSPECIFIED ->
                violations.error(
                        ErrorCode.ACCELERATOR_REQUIREMENT_UNSPECIFIED,
                        "gpu_type",
                        "nothing says whether this needs a GPU, and this grid runs GPU work only; " + sayingSo(words));
        }
    }

    private static String sayingSo(Draft.Words words) {
        return switch (words) {
            case JAVA -> "say so with .gpu(GpuRequest.builder().count(1).build())";
            case JSON -> "say so with gpu_count: 1, or with gpu_type or model_size_gb";
        };
    }

    private static JobSpec normalized(JobSpec spec) {
        List<String> paths = spec.files().expectedArtifacts().stream()
                .flatMap(path -> absolute(path).stream())
                .distinct()
                .toList();
        return spec.toBuilder()
                .files(new JobFiles(
                        spec.files().inputs(),
                        spec.files().scripts(),
                        paths,
                        spec.files().mounts()))
                .build();
    }

    private static Optional<String> absolute(String path) {
        try {
            return Optional.of(ArtifactPath.normalize(path).absolute());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
