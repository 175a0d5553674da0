package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import io.javalin.http.Context;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A request's query parameters. One that is given without a value counts as absent. */
public record Query(Context ctx) {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,64}");
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    public Optional<String> text(String name) {
        return Optional.ofNullable(ctx.queryParam(name)).filter(value -> !value.isBlank());
    }

    /** All parameters that have a value: of one given more than once the first. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        ctx.queryParamMap().keySet().forEach(name -> text(name).ifPresent(value -> texts.put(name, value)));
        return texts;
    }

    /**
     * An integer, clamped to a long.
     *
     * @throws JobGridException INVALID_REQUEST if it is anything else
     */
    public OptionalLong number(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!INTEGER.matcher(text.get()).matches()) {
            throw invalid(name + " must be a whole number, not '" + shown(text.get()) + "'");
        }
        return OptionalLong.of(new BigInteger(text.get()).max(MIN).min(MAX).longValue());
    }

    /** A page size: the default if absent, clamped to the bounds. */
    public int count(String name, int byDefault, int max) {
        return (int) Math.max(1, Math.min(max, number(name).orElse(byDefault)));
    }

    public static JobGridException invalid(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }

    static String shown(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }
}
