package dev.jobgrid.console.internal.pages;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.console.internal.pages.PageTable.Needs;
import dev.jobgrid.console.internal.pages.PageTable.PageRoute;
import dev.jobgrid.console.internal.session.FormTokens;
import dev.jobgrid.console.internal.session.Visitor;
import dev.jobgrid.console.internal.views.MessageView;
import dev.jobgrid.console.internal.web.ConsoleRequest;
import dev.jobgrid.console.internal.web.ConsoleRequest.TooLargeException;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Answers requests: finds the route, asks who sent the request, and refuses what that may not do. Thread-safe. */
public final class ConsoleRouter {
    private static final System.Logger LOG = System.getLogger(ConsoleRouter.class.getName());
    private static final int RETRY_SECONDS = 5;

    private final ConsoleParts parts;

    /** Routes over these parts. */
    public ConsoleRouter(ConsoleParts parts) {
        this.parts = parts;
    }

    /** The answer to a request; never throws a refusal of the grid. */
    public PageAnswer answer(ConsoleRequest request) throws IOException {
        if (request.isMountItself()) {
            return PageAnswer.see(request.mountName() + "/");
        }
        for (PageRoute route : PageTable.ROUTES) {
            Optional<List<String>> path = route.match(request.segments());
            if (path.isPresent() && route.method().equals(request.method())) {
                return answer(new Visit(parts, request, Optional.empty(), path.get()), route);
            }
        }
        return unknown(new Visit(parts, request, visitor(request), List.of()));
    }

    /** Who asks for what is not there; nobody if that cannot be decided now. */
    private Optional<Visitor> visitor(ConsoleRequest request) {
        try {
            return parts.visitors().of(request);
        } catch (JobGridException e) {
            return Optional.empty();
        }
    }

    private static PageAnswer unknown(Visit visit) {
        List<String> methods = PageTable.ROUTES.stream()
                .filter(route -> route.match(visit.request().segments()).isPresent())
                .map(PageRoute::method)
                .distinct()
                .toList();
        return methods.isEmpty()
                ? visit.message(
                        404,
                        new MessageView("No such page", "There is no page at this address.", "", "To the start", 0))
                : visit.message(
                                405,
                                new MessageView(
                                        "Not like this", "This page is asked for otherwise.", "", "To the start", 0))
                        .with("Allow", String.join(", ", methods));
    }

    private PageAnswer answer(Visit visit, PageRoute route) throws IOException {
        Visit whole = visit;
        try {
            if (route.needs() != Needs.NOTHING) {
                Optional<Visitor> visitor = parts.visitors().of(visit.request());
                if (visitor.isEmpty()) {
                    return signIn(visit);
                }
                visit.request()
                        .servlet()
                        .setAttribute(Caller.class.getName(), visitor.get().caller());
                whole = new Visit(parts, visit.request(), visitor, visit.path());
                if (!route.needs().isMetBy(visitor.get())) {
                    return missing(whole, route.needs());
                }
            }
            if (route.method().equals("POST")) {
                Optional<String> objection = objection(whole, route);
                if (objection.isPresent()) {
                    return whole.message(
                            403, new MessageView("Not sent from here", objection.get(), "", "To the start", 0));
                }
            }
            return route.handler().answer(whole);
        } catch (JobGridException e) {
            return refused(whole, e);
        } catch (TooLargeException e) {
            return whole.message(
                    413,
                    new MessageView(
                            "Too large",
                            "A form may have " + ConsoleRequest.MAX_FORM_BYTES
                                    + " bytes. Upload what is larger as a file.",
                            "",
                            "To the start",
                            0));
        } catch (RuntimeException e) {
            LOG.log(ERROR, "the console could not answer " + route.method() + " " + route.path(), e);
            return whole.message(
                    500,
                    new MessageView("An error of the console", "It is in the server's log.", "", "To the start", 0));
        }
    }

    private static PageAnswer signIn(Visit visit) {
        boolean isPage = visit.request().method().equals("GET")
                && visit.request().liveVersion().isEmpty();
        String here = visit.request().here();
        return isPage
                ? visit.see("login"
                        + (here.isEmpty() ? "" : Params.NONE.with("next", here).query()))
                : visit.message(
                        401,
                        new MessageView(
                                "The session has ended",
                                "Its key has expired or was revoked, or twelve hours are over.",
                                "login",
                                "Sign in",
                                0));
    }

    private static PageAnswer missing(Visit visit, Needs needs) {
        String sentence = switch (needs) {
            case NOTHING, READER ->
                "Your key may not read jobs: it lacks the scope " + Scope.JOBS_READ.published() + ".";
            case MEMBER -> "Your key may read and no more: this needs the scope " + Scope.JOBS_SUBMIT.published() + ".";
            case WRITER -> "Your key may change no template: it lacks the scope " + Scope.JOBS_WRITE.published() + ".";
            case OPERATOR -> "This page is for the operator of the grid.";
        };
        return visit.message(403, new MessageView("Not allowed", sentence, "", "To the start", 0));
    }

    /** Why a form is not taken: it has to come from a page of this console, in this session. */
    private Optional<String> objection(Visit visit, PageRoute route) throws IOException {
        if (!FormTokens.isSameSite(visit.request())) {
            return Optional.of(
                    "The form was sent by another site, or by an address that is not HTTPS. Nothing was changed.");
        }
        if (visit.visitor().isEmpty()) {
            return Optional.empty();
        }
        String token = route.isForm()
                ? visit.form().raw(FormTokens.FIELD)
                : visit.request().header(FormTokens.HEADER).orElse("");
        return parts.tokens().isValid(visit.who(), token)
                ? Optional.empty()
                : Optional.of("The form is from another session. Load its page again. Nothing was changed.");
    }

    private static PageAnswer refused(Visit visit, JobGridException refusal) {
        int status = status(refusal.code());
        if (status >= 500 && !isClosed(refusal)) {
            LOG.log(WARNING, "the console could not answer: " + refusal.code(), refusal);
        }
        // What a form did is known to nobody, so only a page that was read is asked for again without a press.
        boolean isRead = visit.request().method().equals("GET");
        MessageView view = switch (status) {
            case 404 ->
                new MessageView(
                        "Not here",
                        "Your workspace has no such thing: " + refusal.getMessage() + ".",
                        "jobs",
                        "To the jobs",
                        0);
            case 503 ->
                new MessageView(
                        isClosed(refusal) ? "Closed for maintenance" : "Not available now",
                        (isClosed(refusal) ? refusal.getMessage() : "The grid cannot answer now.")
                                + (isRead
                                        ? " This page tries again by itself."
                                        : " Go back and press again later; nothing is sent by itself."),
                        "",
                        "To the start",
                        isRead ? RETRY_SECONDS : 0);
            case 500 -> new MessageView("An error of the grid", "It is in the server's log.", "", "To the start", 0);
            default -> new MessageView("Refused", String.valueOf(refusal.getMessage()), "jobs", "To the jobs", 0);
        };
        PageAnswer answer = visit.message(status, view);
        return status == 503 ? answer.with("Retry-After", "" + RETRY_SECONDS) : answer;
    }

    /** Whether the operator closed what was asked for; the message is then the operator's. */
    static boolean isClosed(JobGridException refusal) {
        return status(refusal.code()) == 503 && refusal.code() != ErrorCode.STORE_UNAVAILABLE;
    }

    /** As over HTTP. */
    static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST,
                    INVALID_EXPECTED_ARTIFACT,
                    CPU_ONLY_WORKLOAD_UNSUPPORTED,
                    ACCELERATOR_REQUIREMENT_UNSPECIFIED -> 400;
            case UNAUTHORIZED -> 401;
            case INSUFFICIENT_FUNDS -> 402;
            case FORBIDDEN -> 403;
            case NOT_FOUND, JOB_INPUT_NOT_FOUND -> 404;
            case CONFLICT, JOB_INPUT_NOT_READY, ARTIFACT_NOT_READY, LAUNCH_PLAN_UNAVAILABLE, LAUNCH_PLAN_ENDED -> 409;
            case USER_CONCURRENT_LIMIT, JOB_RATE_LIMITED, QUEUE_SATURATED -> 429;
            case MAINTENANCE_ACTIVE, JOB_INPUTS_UNAVAILABLE, ARTIFACTS_UNAVAILABLE, STORE_UNAVAILABLE -> 503;
            case INTERNAL_ERROR -> 500;
        };
    }
}
