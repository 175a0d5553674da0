package dev.jobgrid.internal.screening;

import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.HostMount;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The bounds of each field of a draft. Pure. */
final class Limits {
    private static final int KIB = 1024;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration MAX_TIMEOUT = Duration.ofDays(7);

    private final DraftViolations violations;

    Limits(DraftViolations violations) {
        this.violations = violations;
    }

    void check(JobSpec spec) {
        name(spec.name());
        image(spec.image());
        spec.command().ifPresent(this::command);
        environment(spec.environment());
        expectedArtifacts(spec.files().expectedArtifacts());
        mounts(spec.files().mounts());
        spec.callback().ifPresent(this::callback);
        gpu(spec.gpu());
        spec.route().maxPricePerHour().ifPresent(this::price);
        spec.route().region().ifPresent(region -> text("region_preference", region));
        spec.timeout().ifPresent(this::timeout);
        if (spec.metadata().sizeBytes() > 16 * KIB) {
            violations.invalid(
                    "metadata", "metadata takes " + spec.metadata().sizeBytes() + " bytes, at most 16384 are allowed");
        }
    }

    private void name(String name) {
        violations.atMost("name", "characters", name.codePointCount(0, name.length()), 128);
        if (name.chars().anyMatch(Character::isISOControl)) {
            violations.invalid("name", "name holds a control character, and must not");
        }
    }

    private void image(String image) {
        if (image.isEmpty()) {
            return;
        }
        if (image.length() > 512) {
            violations.atMost("image", "characters", image.length(), 512);
        } else if (!ImageReference.isValid(image)) {
            violations.invalid(
                    "image",
                    "image '" + shown(image)
                            + "' is not an image reference; write it as [registry/]path[:tag][@digest],"
                            + " the path in lower case");
        }
    }

    private void command(Command command) {
        List<String> words = command.words();
        if (command.executable().isEmpty()) {
            violations.invalid("command", "command names no program; its first word must not be empty");
        }
        violations.atMost("args", "entries", command.args().size(), 256);
        long bytes = words.stream().mapToLong(Limits::utf8).sum();
        if (bytes > 32 * KIB) {
            violations.add(Check.invalid(
                            "command", "command and args take " + bytes + " bytes, at most 32768 are allowed together")
                    .withAction("Upload a script and name it in script_files."));
        }
        if (words.stream().anyMatch(Limits::holdsNul)) {
            violations.invalid("command", "command or args hold a NUL character, and must not");
        }
    }

    private void environment(Environment environment) {
        Map<String, String> values = environment.values();
        violations.atMost("environment", "entries", values.size(), 64);
        long total = 0;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            variable(entry.getKey(), entry.getValue());
            total += utf8(entry.getKey()) + utf8(entry.getValue());
        }
        if (total > 256 * KIB) {
            violations.invalid("environment", "environment takes " + total + " bytes, at most 262144 are allowed");
        }
    }

    private void variable(String key, String value) {
        String field = "environment." + shown(key);
        if (key.length() > 128 || !VARIABLE.matcher(key).matches()) {
            violations.invalid(
                    field,
                    "environment key '" + shown(key)
                            + "' must be 1 to 128 letters, digits and '_', and not start with a" + " digit");
        }
        if (utf8(value) > 32 * KIB) {
            violations.invalid(field, field + " has a value of " + utf8(value) + " bytes, at most 32768 are allowed");
        }
        if (holdsNul(value)) {
            violations.invalid(field, field + " has a value with a NUL character, and must not");
        }
    }

    private void expectedArtifacts(List<String> paths) {
        violations.atMost("expected_artifacts", "entries", paths.size(), 64);
        Set<String> seen = new HashSet<>();
        for (String path : paths) {
            if (path.chars().anyMatch(Character::isISOControl)) {
                artifact("'" + shown(path) + "' holds a control character");
                continue;
            }
            try {
                if (!seen.add(ArtifactPath.normalize(path).relative())) {
                    artifact("'" + shown(path) + "' is named twice");
                }
            } catch (IllegalArgumentException e) {
                artifact(shown(String.valueOf(e.getMessage())));
            }
        }
    }

    private void mounts(List<String> names) {
        violations.atMost("mounts", "entries", names.size(), HostMount.MAX_MOUNTS);
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!HostMount.isName(name)) {
                violations.invalid(
                        "mounts",
                        "mounts: '" + shown(name)
                                + "' names no mount; a name is 1 to 63 lower-case letters, digits, '_'"
                                + " and '-', and never a path");
            } else if (!seen.add(name)) {
                violations.invalid("mounts", "mounts: '" + name + "' is named twice");
            }
        }
    }

    private void artifact(String what) {
        violations.error(
                ErrorCode.INVALID_EXPECTED_ARTIFACT,
                "expected_artifacts",
                "expected_artifacts: " + what + "; each must be a file below " + ArtifactPath.FOLDER + "/");
    }

    private void callback(CallbackTarget target) {
        callbackUrl(target.url());
        target.authToken().ifPresent(token -> {
            if (token.value().length() > 2048 || token.value().chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
                violations.invalid(
                        "callback_auth_token", "callback_auth_token must be at most 2048 printable ASCII characters");
            }
        });
        violations.atMost("callback_metadata", "entries", target.metadata().size(), 16);
        target.metadata().forEach((key, value) -> {
            if (key.isEmpty() || key.length() > 64) {
                violations.invalid(
                        "callback_metadata",
                        "callback_metadata has a key of " + key.length() + " characters, 1 to 64 are allowed");
            }
            if (value.length() > 512) {
                violations.invalid(
                        "callback_metadata",
                        "callback_metadata." + shown(key) + " has " + value.length()
                                + " characters, at most 512 are allowed");
            }
        });
    }

    private void callbackUrl(String url) {
        violations.atMost("callback_url", "characters", url.length(), 2048);
        Optional<URI> parsed = CallbackTarget.of(url).address();
        String scheme = parsed.map(URI::getScheme).orElse("").toLowerCase(Locale.ROOT);
        String host = parsed.map(URI::getHost).orElse("").toLowerCase(Locale.ROOT);
        boolean allowed = scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host));
        if (host.isEmpty() || !allowed) {
            violations.invalid(
                    "callback_url", "callback_url must be an https address, or http to localhost, 127.0.0.1 or [::1]");
        } else if (host.length() > CallbackTarget.MAX_HOST_LENGTH) {
            violations.invalid(
                    "callback_url",
                    "callback_url names a host of " + host.length() + " characters, at most "
                            + CallbackTarget.MAX_HOST_LENGTH + " are allowed");
        } else if (parsed.map(URI::getRawUserInfo).isPresent()) {
            violations.add(Check.invalid("callback_url", "callback_url must not hold a user or password")
                    .withAction("Send the secret as callback_auth_token."));
        }
    }

    private void gpu(GpuRequest gpu) {
        gpu.model().bytes().ifPresent(bytes -> violations.positive("model_size_gb", bytes));
        gpu.model().batchSize().ifPresent(size -> violations.positive("batch_size", size));
        gpu.count().ifPresent(count -> violations.positive("gpu_count", count));
        gpu.diskBytes().ifPresent(bytes -> violations.positive("disk_gb", bytes));
        if (gpu.cpuOnly() && gpu.asksForGpu()) {
            violations.invalid(
                    "requires_gpu",
                    "requires_gpu is false, and the draft asks for a GPU by another field; leave one of them out");
        }
        gpu.type().ifPresent(type -> text("gpu_type", type));
        gpu.vendor().ifPresent(vendor -> text("gpu_vendor", vendor));
        gpu.families().preferred().ifPresent(family -> {
            text("preferred_gpu_family", family);
            if (gpu.families().avoided().stream().anyMatch(family::equalsIgnoreCase)) {
                violations.invalid(
                        "avoid_gpu_families",
                        "GPU family '" + shown(family) + "' is both preferred and avoided; name it in one of"
                                + " preferred_gpu_family and avoid_gpu_families");
            }
        });
        violations.atMost(
                "avoid_gpu_families", "entries", gpu.families().avoided().size(), 32);
        gpu.families().avoided().forEach(family -> text("avoid_gpu_families", family));
    }

    private void text(String field, String value) {
        if (value.isBlank() || value.length() > 128) {
            violations.invalid(field, field + " has " + value.length() + " characters, 1 to 128 are allowed");
        }
    }

    private void price(Usd price) {
        if (price.micros() == 0) {
            violations.invalid("max_price_per_hour", "max_price_per_hour is 0, and must be over 0");
        }
    }

    private void timeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            violations.invalid(
                    "timeout_seconds",
                    "timeout_seconds is " + timeout.toSeconds() + ", between 1 and 604800 are allowed");
        }
    }

    private static boolean holdsNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A value for a message: shortened and without control characters. */
    static String shown(String value) {
        String clean = value.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(120)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() < value.length() ? clean + "…" : clean;
    }
}
