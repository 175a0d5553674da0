package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The arguments of a tool call. Null and blank texts count as absent. Every refusal is an
 * {@link ErrorCode#INVALID_REQUEST} that names the argument.
 *
 * @param json the arguments
 */
public record Arguments(ObjectNode json) {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,64}");
    private static final int MAX_SHOWN = 40;

    Optional<String> text(String name) {
        Optional<JsonNode> value = given(name);
        if (value.isPresent() && !value.get().isTextual()) {
            throw refused(name + " must be a string, not " + shown(value.get()));
        }
        return value.map(JsonNode::textValue).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A whole number, also as text; clamped to the bounds. */
    int count(String name, int byDefault, int min, int max) {
        return number(name)
                .map(number -> number.max(BigInteger.valueOf(min))
                        .min(BigInteger.valueOf(max))
                        .intValue())
                .orElse(byDefault);
    }

    /** A whole number from 0 to the largest long, also as text. */
    long position(String name) {
        BigInteger number = number(name).orElse(BigInteger.ZERO);
        if (number.signum() < 0) {
            throw refused(name + " must be 0 or more, not " + number);
        }
        return number.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    private Optional<BigInteger> number(String name) {
        Optional<JsonNode> value = given(name);
        if (value.isEmpty()
                || value.get().isTextual() && value.get().textValue().isBlank()) {
            return Optional.empty();
        }
        // By their digits: 1e999999999 must not become a number of that length.
        String digits = value.get().isIntegralNumber() || value.get().isTextual()
                ? value.get().asText().strip()
                : "";
        if (!INTEGER.matcher(digits).matches()) {
            throw refused(name + " must be a whole number, not " + shown(value.get()));
        }
        return Optional.of(new BigInteger(digits));
    }

    JobId job() {
        return id("jobId", "job_id", "the job_id that submit_job and list_jobs give", JobId::new);
    }

    ArtifactId artifact() {
        return id("artifactId", "artifact_id", "the artifact_id that list_artifacts gives", ArtifactId::new);
    }

    private <T> T id(String name, String alias, String source, Function<String, T> type) {
        String text =
                text(name).or(() -> text(alias)).orElseThrow(() -> refused(name + " is missing; it is " + source));
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            // An invalid id is an unknown id.
            throw JobGridException.notFound("what " + name + " names");
        }
    }

    private Optional<JsonNode> given(String name) {
        return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
    }

    private static String shown(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isArray() ? "an array" : "an object";
        }
        String text = value.asText();
        String cut = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return "'" + cut.replaceAll("\\p{Cntrl}", "\uFFFD") + "'";
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }

    /** Without the values, which may be secret. */
    @Override
    public String toString() {
        return "Arguments[" + json.size() + "]";
    }
}
