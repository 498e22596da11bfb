"""What would change our mind: all that `examine` finds beside the answer itself.

One file a question: what leaving a thing out does (``effects``), how firm a word is (``confidence``) and what decides it
(``drivers``), which change of one judgement (``candidates``) turns an answer (``flips``), what to look for next
(``indicators``), what a matrix would count (``counting``), on what a word hangs (``hanging``, for `detente check`).
``parts`` holds what they find.
"""
