package io.rangeswarm.tracker.web.prompt;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.apache.tomcat.util.threads.TaskThread;

/**
 * Makes Tomcat's workers, and where the system has no thread for one more it says so in the way that Tomcat knows: the call
 * then waits for one of the workers that there are. What Java throws instead would end whoever asked for the worker, the
 * poller for one, and with it all calls.
 */
final class Workers implements ThreadFactory {

    private final ThreadFactory tomcats;

    /** @param tomcats gives names */
    Workers(ThreadFactory tomcats) {
        this.tomcats = tomcats;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread model = tomcats.newThread(work);
        Thread worker = new Worker(model, work);
        worker.setDaemon(model.isDaemon());
        worker.setContextClassLoader(getClass().getClassLoader()); // and not that of whoever happens to call first
        return worker;
    }

    private static final class Worker extends TaskThread {

        Worker(Thread model, Runnable work) {
            super(model.getThreadGroup(), work, model.getName());
        }

        @Override
        public synchronized void start() {
            try {
                super.start();
            } catch (OutOfMemoryError noThread) {
                throw new RejectedExecutionException("no thread for one more worker", noThread);
            }
        }
    }
}
