package dev.jobgrid.estimate;

import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.GpuRequest.Families;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.RoutePreferences;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a rerun of a job changes. What the draft leaves out stays as it was, except the id, which is the original's
 * alone. Environment variables are changed one by one; a callback, metadata and lists are replaced as a whole, so that a
 * new receiver never gets the token of the old one.
 *
 * @param draft the changed fields
 * @param unset names of environment variables that the rerun leaves out
 */
public record DraftChanges(Draft draft, Set<String> unset) {
    /** No change. */
    public static final DraftChanges NONE = of(JobSpec.draft().build());

    /** Copies the names. */
    public DraftChanges {
        unset = Set.copyOf(unset);
    }

    /** The fields that this spec gives. */
    public static DraftChanges of(JobSpec changed) {
        return new DraftChanges(Draft.of(changed), Set.of());
    }

    /** The draft of a rerun of this job. Its template is left out: the spec has what that filled in. */
    public Draft applied(JobSpec original) {
        JobSpec changed = draft.spec();
        JobSpec spec = new JobSpec(
                changed.id(),
                changed.name().isEmpty() ? original.name() : changed.name(),
                changed.image().isEmpty() ? original.image() : changed.image(),
                changed.workloadType().or(original::workloadType),
                changed.command().or(original::command),
                environment(original.environment()),
                files(changed.files(), original.files()),
                gpu(changed.gpu(), original.gpu()),
                route(changed.route(), original.route()),
                changed.callback().or(original::callback),
                changed.metadata().equals(Metadata.EMPTY) ? original.metadata() : changed.metadata(),
                changed.timeout().or(original::timeout),
                changed.template());
        return new Draft(spec, draft.problems(), draft.warnings(), draft.words());
    }

    private Environment environment(Environment original) {
        Map<String, String> values = new TreeMap<>(original.values());
        values.keySet().removeAll(unset);
        values.putAll(draft.spec().environment().values());
        return new Environment(values);
    }

    private static JobFiles files(JobFiles changed, JobFiles original) {
        return new JobFiles(
                list(changed.inputs(), original.inputs()),
                list(changed.scripts(), original.scripts()),
                list(changed.expectedArtifacts(), original.expectedArtifacts()),
                list(changed.mounts(), original.mounts()));
    }

    /** Asking for a GPU ends a request for none, and the other way round. */
    private static GpuRequest gpu(GpuRequest changed, GpuRequest original) {
        GpuRequest rest = changed.cpuOnly() ? GpuRequest.NONE : original;
        return new GpuRequest(
                changed.required() || rest.required(),
                new ModelSize(
                        first(changed.model().bytes(), rest.model().bytes()),
                        first(changed.model().batchSize(), rest.model().batchSize()),
                        changed.model().precision().or(rest.model()::precision)),
                first(changed.count(), rest.count()),
                changed.type().or(rest::type),
                changed.vendor().or(rest::vendor),
                changed.gpuClass().or(rest::gpuClass),
                new Families(
                        changed.families().preferred().or(rest.families()::preferred),
                        list(changed.families().avoided(), rest.families().avoided())),
                first(changed.diskBytes(), original.diskBytes()),
                changed.cpuOnly() || original.cpuOnly() && !changed.asksForGpu());
    }

    /** The region and its mode are one choice. */
    private static RoutePreferences route(RoutePreferences changed, RoutePreferences original) {
        Optional<String> region = changed.region();
        return new RoutePreferences(
                changed.optimizeFor().or(original::optimizeFor),
                changed.priority().or(original::priority),
                changed.latencyPriority().or(original::latencyPriority),
                changed.costPriority().or(original::costPriority),
                region.or(original::region),
                region.isPresent() || changed.regionMode() != RoutePreferences.NONE.regionMode()
                        ? changed.regionMode()
                        : original.regionMode(),
                changed.maxPricePerHour().or(original::maxPricePerHour));
    }

    private static <T> List<T> list(List<T> changed, List<T> original) {
        return changed.isEmpty() ? original : changed;
    }

    private static OptionalInt first(OptionalInt changed, OptionalInt original) {
        return changed.isPresent() ? changed : original;
    }

    private static OptionalLong first(OptionalLong changed, OptionalLong original) {
        return changed.isPresent() ? changed : original;
    }
}
