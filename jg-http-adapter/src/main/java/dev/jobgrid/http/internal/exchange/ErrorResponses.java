package dev.jobgrid.http.internal.exchange;

import static java.lang.System.Logger.Level.ERROR;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.SlowBodyException;
import dev.jobgrid.wire.response.EnvelopeJson;
import dev.jobgrid.wire.response.ErrorJson;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * §13: converts failures to published error responses, and codes to their default status; {@link HttpRefusal} carries
 * another one.
 */
public final class ErrorResponses {
    private static final System.Logger LOG = System.getLogger(ErrorResponses.class.getName());
    /** Responses below it have the envelope of §12, also for errors. */
    public static final String ENVELOPE_PREFIX = "/v1/mcp/";

    private static final String FAULT =
            "the request failed through a fault of the server's own; its log tells more under this request_id";

    private static final OutageLog OUTAGES = new OutageLog(LOG, "the store is unavailable");

    private ErrorResponses() {}

    public static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, INVALID_EXPECTED_ARTIFACT -> 400;
            case UNAUTHORIZED -> 401;
            case INSUFFICIENT_FUNDS -> 402;
            case FORBIDDEN -> 403;
            case NOT_FOUND, JOB_INPUT_NOT_FOUND -> 404;
            case CONFLICT, JOB_INPUT_NOT_READY, ARTIFACT_NOT_READY, LAUNCH_PLAN_UNAVAILABLE, LAUNCH_PLAN_ENDED -> 409;
            case CPU_ONLY_WORKLOAD_UNSUPPORTED, ACCELERATOR_REQUIREMENT_UNSPECIFIED -> 422;
            case USER_CONCURRENT_LIMIT, JOB_RATE_LIMITED, QUEUE_SATURATED -> 429;
            case INTERNAL_ERROR -> 500;
            case MAINTENANCE_ACTIVE, JOB_INPUTS_UNAVAILABLE, ARTIFACTS_UNAVAILABLE, STORE_UNAVAILABLE -> 503;
        };
    }

    public static void register(JavalinConfig config, AllowedMethods allowed) {
        config.routes.exception(JobGridException.class, (e, ctx) -> refused(ctx, e));
        config.routes.exception(HttpRefusal.class, (e, ctx) -> refused(ctx, e));
        config.routes.exception(NotFoundResponse.class, (e, ctx) -> noRoute(ctx));
        config.routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> wrongMethod(ctx, allowed.of(ctx.path())));
        config.routes.exception(IOException.class, (e, ctx) -> connectionLost(ctx, e));
        config.routes.exception(Exception.class, (e, ctx) -> fault(ctx, e));
        config.router.javaLangErrorHandler((response, e) -> fault(response, "to a route", e));
    }

    /** The cause of a stage's failure. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Responds for a failed stage of a handler. */
    static void failed(Context ctx, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof JobGridException refusal) {
            refused(ctx, refusal);
        } else if (cause instanceof HttpRefusal refusal) {
            refused(ctx, refusal);
        } else {
            fault(ctx, cause);
        }
    }

    private static void refused(Context ctx, JobGridException e) {
        if (e.code() == ErrorCode.INTERNAL_ERROR) {
            fault(ctx, e);
            return;
        }
        if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
            OUTAGES.log(RequestId.of(ctx.res()), e);
        }
        int status = status(e.code());
        boolean waits = status == 429 || status == 503;
        begin(ctx.res());
        if (waits) {
            e.retryAfter().ifPresent(wait -> ctx.header("Retry-After", seconds(wait)));
        }
        if (status == 401) {
            ctx.header("WWW-Authenticate", "Bearer realm=\"jobgrid\"");
        }
        write(ctx.res(), status, shaped(ctx, ErrorJson.of(e, RequestId.of(ctx.res()))));
    }

    private static void refused(Context ctx, HttpRefusal e) {
        begin(ctx.res());
        e.headers().forEach(ctx::header);
        write(ctx.res(), e.status(), shaped(ctx, e.json(RequestId.of(ctx.res()))));
    }

    private static Object shaped(Context ctx, ErrorJson error) {
        return ctx.path().startsWith(ENVELOPE_PREFIX) ? EnvelopeJson.of(error) : error;
    }

    private static void noRoute(Context ctx) {
        refused(
                ctx,
                new HttpRefusal(
                        404,
                        ErrorCode.NOT_FOUND,
                        "there is no route " + ctx.method().name() + " to this path"));
    }

    private static void wrongMethod(Context ctx, Set<String> methods) {
        String allowed = String.join(", ", methods);
        if (ctx.req().getMethod().equals("OPTIONS")) {
            options(ctx, allowed + ", OPTIONS");
            return;
        }
        refused(
                ctx,
                HttpRefusal.invalid(
                                405,
                                "this path takes " + allowed + ", not "
                                        + ctx.method().name())
                        .with("Allow", allowed));
    }

    /** The methods of a path, for OPTIONS. */
    private static void options(Context ctx, String allowed) {
        begin(ctx.res());
        ctx.header("Allow", allowed);
        ctx.res().setStatus(204);
    }

    /**
     * The client disconnected during its request or the response, which is not a server error; or it sent too slowly.
     */
    private static void connectionLost(Context ctx, IOException e) {
        breakOffIfBegun(ctx);
        boolean isSlow = e instanceof SlowBodyException || e.getCause() instanceof SlowBodyException;
        refused(
                ctx,
                isSlow
                        ? HttpRefusal.invalid(408, SlowBodyException.MESSAGE).with("Connection", "close")
                        : HttpRefusal.invalid(400, "the request's body ended before it was whole"));
    }

    private static void fault(Context ctx, Throwable e) {
        breakOffIfBegun(ctx);
        String id = logFault(ctx, e);
        begin(ctx.res());
        write(ctx.res(), 500, shaped(ctx, ErrorJson.of(ErrorCode.INTERNAL_ERROR, FAULT, id)));
    }

    /** Logs why a request failed, and returns the id by which the log knows it. */
    static String logFault(Context ctx, Throwable e) {
        // Without the query: a signed URL's is a secret.
        String id = RequestId.of(ctx.res());
        log(id, ctx.method().name() + " " + ctx.path(), e);
        return id;
    }

    private static void breakOffIfBegun(Context ctx) {
        if (ctx.res().isCommitted()) {
            MountedRequest.of(ctx).breakOff();
        }
    }

    private static void fault(HttpServletResponse response, String request, Throwable e) {
        String id = RequestId.of(response);
        log(id, request, e);
        begin(response);
        write(response, 500, ErrorJson.of(ErrorCode.INTERNAL_ERROR, FAULT, id));
    }

    private static void log(String id, String request, Throwable e) {
        LOG.log(ERROR, "request " + id + " " + request + " failed", e);
    }

    /** Resets the failed handler's response, except the request id. */
    private static void begin(HttpServletResponse response) {
        if (!response.isCommitted()) {
            String id = RequestId.of(response);
            response.reset();
            response.setHeader(RequestId.HEADER, id);
        }
    }

    private static void write(HttpServletResponse response, int status, Object error) {
        if (response.isCommitted()) {
            return;
        }
        try {
            JsonResponses.json(response, status, error);
        } catch (IOException e) {
            // The client has disconnected; nobody reads the response.
        }
    }

    private static String seconds(Duration wait) {
        return String.valueOf(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
