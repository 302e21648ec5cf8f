package io.rangeswarm.tracker.core.swarm;

/** Work that a store has put off because it can be done later for less. For one thread at a time. */
public interface Backlog {

    /** Whether it has waited so long, or grown so big, that some of it should be done before the next change. */
    boolean isPressing();

    /** Does a bounded piece of it. @return whether there is more to do now */
    boolean workOff();

    /** Of a store that puts nothing off. */
    Backlog NONE = new Backlog() {
        @Override
        public boolean isPressing() {
            return false;
        }

        @Override
        public boolean workOff() {
            return false;
        }
    };
}
