"""From annotated text to a reader that attache can use. Needs the extra ``attache[training]`` (PyTorch); nothing outside this
package imports it before ``attache train`` runs. How the shipped readers were made with it: ``training/`` in a checkout."""
