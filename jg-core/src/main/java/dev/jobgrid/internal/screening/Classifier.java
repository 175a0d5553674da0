package dev.jobgrid.internal.screening;

import dev.jobgrid.estimate.Classification;
import dev.jobgrid.estimate.Classification.Confidence;
import dev.jobgrid.estimate.Classification.Requirement;
import dev.jobgrid.estimate.ClassificationRules;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.JobSpec;
import java.util.List;

/** Decides whether a job needs a GPU: by its own fields, else by rules, else by its workload. Pure and thread-safe. */
public final class Classifier {
    private final ClassificationRules rules;

    /** A classifier with these rules. */
    public Classifier(ClassificationRules rules) {
        this.rules = rules;
    }

    /** The classification of the job. */
    public Classification classify(JobSpec spec) {
        if (spec.gpu().asksForGpu()) {
            return new Classification(
                    Requirement.GPU_REQUIRED,
                    Confidence.HIGH,
                    List.of("the draft asks for a GPU or names a model's size"));
        }
        if (spec.gpu().cpuOnly()) {
            return new Classification(
                    Requirement.CPU_ONLY, Confidence.HIGH, List.of("the draft says that it needs no GPU"));
        }
        String command = String.join(" ", spec.command().map(Command::words).orElse(List.of()));
        return rules.rules().stream()
                .filter(rule -> isFound(rule, subject(rule, spec, command)))
                .findFirst()
                .map(rule -> new Classification(rule.requirement(), Confidence.MEDIUM, List.of(rule.reason())))
                .orElseGet(() -> byWorkload(spec));
    }

    private static Classification byWorkload(JobSpec spec) {
        return switch (spec.workload()) {
            case TRAINING, FINE_TUNING ->
                new Classification(
                        Requirement.GPU_REQUIRED,
                        Confidence.MEDIUM,
                        List.of("training and fine-tuning are work for GPUs"));
            case INFERENCE, BATCH ->
                new Classification(
                        Requirement.UNSPECIFIED,
                        Confidence.LOW,
                        List.of("neither the draft, nor its image, nor its command tells"));
        };
    }

    private static boolean isFound(ClassificationRules.Rule rule, String subject) {
        try {
            return rule.pattern().matcher(subject).find();
        } catch (StackOverflowError e) {
            // Repeated alternatives recurse for each character, and a caller chooses the searched text.
            return false;
        }
    }

    private static String subject(ClassificationRules.Rule rule, JobSpec spec, String command) {
        return switch (rule.subject()) {
            case IMAGE -> spec.image();
            case COMMAND -> command;
        };
    }
}
