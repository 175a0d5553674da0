package dev.jobgrid.estimate;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.estimate.Classification.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Rules that decide whether a job needs a GPU where its draft does not state it. The first match decides.
 *
 * @param rules in the order in which they are tried
 */
public record ClassificationRules(List<Rule> rules) {
    /** The default rules of a grid. */
    public static final ClassificationRules BUILT_IN = new ClassificationRules(List.of(
            Rule.gpu(Subject.IMAGE, "cuda|cudnn|nvidia|rocm|tensorrt", "the image holds a GPU runtime"),
            Rule.gpu(
                    Subject.IMAGE,
                    "vllm|text-generation-inference|\\btgi\\b|triton|deepspeed",
                    "the image is of a GPU inference or training server"),
            Rule.gpu(Subject.IMAGE, "[-_.:]gpu\\b", "the image is tagged for GPUs"),
            Rule.gpu(
                    Subject.COMMAND,
                    "nvidia-smi|rocm-smi|\\bvllm\\b|tensorrt|trtllm|tritonserver|text-generation-launcher|deepspeed|"
                            + "torch\\.cuda|\\bcuda\\b|\\brocm\\b",
                    "the command uses a GPU"),
            Rule.cpu("[-_.:]cpu\\b", "the image is tagged for CPUs"),
            Rule.cpu(
                    "(^|/)(alpine|busybox|debian|ubuntu|fedora|python|node|golang|openjdk|eclipse-temurin|ruby|perl|"
                            + "bash|nginx|redis|postgres|hello-world)(:|@|$)",
                    "the image is a general one without a GPU runtime")));

    /** The subject that a rule matches. */
    public enum Subject {
        /** The image reference. */
        IMAGE,
        /** The command and its arguments, joined by spaces. */
        COMMAND
    }

    /**
     * One rule.
     *
     * @param subject the text that it matches
     * @param pattern found anywhere in it, ignoring case
     * @param requirement the result
     * @param reason why, for people
     */
    public record Rule(Subject subject, Pattern pattern, Requirement requirement, String reason) {
        /** Checks that all parts are there. */
        public Rule {
            SettingCheck.present("subject", subject);
            SettingCheck.present("pattern", pattern);
            SettingCheck.present("requirement", requirement);
            SettingCheck.present("reason", reason);
        }

        /** A rule: a match needs a GPU. */
        public static Rule gpu(Subject subject, String regex, String reason) {
            return new Rule(
                    subject, Pattern.compile(regex, Pattern.CASE_INSENSITIVE), Requirement.GPU_REQUIRED, reason);
        }

        /** A rule: a matching image needs no GPU. */
        public static Rule cpu(String regex, String reason) {
            return new Rule(
                    Subject.IMAGE, Pattern.compile(regex, Pattern.CASE_INSENSITIVE), Requirement.CPU_ONLY, reason);
        }
    }

    /** Copies the rules. */
    public ClassificationRules {
        rules = List.copyOf(SettingCheck.present("rules", rules));
    }

    /** These rules, tried after the given ones. */
    public ClassificationRules after(List<Rule> first) {
        List<Rule> all = new ArrayList<>(first);
        all.addAll(rules);
        return new ClassificationRules(all);
    }
}
