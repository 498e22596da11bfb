"""The brief: one page that a minister can read and an auditor can check, made from an assessment.

``content`` puts the whole together as data (``document``, and the parts that it is made of: ``parts``, ``parts_doubt``,
``parts_rests``), and ``page`` draws it. One file makes each part of the page, in its order: ``bottom``, ``since``; ``why``;
``voices`` and ``counts`` (the matrix); ``flips`` and ``ahead`` (our mind); ``rests`` with ``leaving``, ``firm`` and
``opinions``; ``computed``. They look things up in ``ground``, whose ``rows`` are the explanations, and speak through
``phrase`` (sentences), ``wording`` (numbers), ``inputs`` (what was judged), ``moves`` (what changes) and ``pieces``
(evidence). ``tables`` has the same as CSV; ``trace`` and ``trace_piece`` say every step of one thing.
"""
