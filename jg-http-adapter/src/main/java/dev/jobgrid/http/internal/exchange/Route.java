package dev.jobgrid.http.internal.exchange;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** A method and a path, with their handler. */
public record Route(HandlerType method, String path, Handler handler) {}
