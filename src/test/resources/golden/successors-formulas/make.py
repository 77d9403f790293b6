"""Losses and gradients of stability training and SmoothMix, written from the formulas of the papers
(Li et al. 2019; Jeong et al. 2021) with PyTorch in float64. Writes cases.json and arrays beside it:
    /usr/bin/python3 make.py"""
import json
import pathlib

import numpy
import torch

FOLDER = pathlib.Path(__file__).parent
CASES = []


def save(name, **arrays):
    for array, values in arrays.items():
        values = values.detach().numpy()
        kind = numpy.int64 if values.dtype == numpy.int64 else numpy.float32
        numpy.save(FOLDER / f"{name}-{array.replace('_', '-')}.npy", values.astype(kind))


def logits(generator, scale, *shape):
    drawn = torch.randn(*shape, generator=generator, dtype=torch.float64) * scale
    return drawn.float().double().requires_grad_()


def cross_entropy(rows, labels):
    return -torch.log_softmax(rows, -1).gather(-1, labels.unsqueeze(-1)).squeeze(-1)


def stability(name, seed, m, batch, classes, lambda_, scale):
    generator = torch.Generator().manual_seed(seed)
    noisy = logits(generator, scale, batch, m, classes)
    clean = logits(generator, scale, batch, classes)
    labels = torch.randint(classes, (batch,), generator=generator)
    first = cross_entropy(clean, labels).mean()
    to_clean = -(torch.softmax(clean, -1).unsqueeze(1) * torch.log_softmax(noisy, -1)).sum(-1)
    loss = first + lambda_ * to_clean.mean()
    loss.backward()
    save(name, logits=noisy, clean=clean, labels=labels, gradient=noisy.grad, clean_gradient=clean.grad)
    CASES.append(dict(name=name, kind="stability", m=m, batch=batch, classes=classes, lambda_=lambda_,
                      cross_entropy=first.item(), stability=lambda_ * to_clean.mean().item(), loss=loss.item()))


def smoothmix(name, seed, m, batch, classes, eta, ramp, scale):
    generator = torch.Generator().manual_seed(seed)
    noisy = logits(generator, scale, batch, m, classes)
    mixed = logits(generator, scale, batch, m, classes)
    weights = (torch.rand(batch, generator=generator, dtype=torch.float64) / 2).float().double()
    mean = torch.softmax(noisy, -1).mean(1)
    # Every other image is classified rightly.
    labels = (mean.argmax(-1) + torch.arange(batch) % 2) % classes
    target = (1 - weights).unsqueeze(1) * mean + weights.unsqueeze(1) / classes
    first = cross_entropy(noisy, labels.unsqueeze(1).expand(batch, m)).mean()
    divergence = (target.unsqueeze(1) * (target.log().unsqueeze(1) - torch.log_softmax(mixed, -1))).sum(-1)
    right = (mean.argmax(-1) == labels).double().unsqueeze(1)
    mixup = eta * ramp * (right * divergence).mean()
    loss = first + mixup
    loss.backward()
    save(name, logits=noisy, mixed=mixed, weights=weights, labels=labels, gradient=noisy.grad, mixed_gradient=mixed.grad)
    CASES.append(dict(name=name, kind="smoothmix", m=m, batch=batch, classes=classes, eta=eta, ramp=ramp,
                      cross_entropy=first.item(), mixup=mixup.item(), loss=loss.item()))


stability("stability-m1-c10", 1, 1, 5, 10, 2.0, 2.0)
stability("stability-m4-c7", 2, 4, 4, 7, 6.0, 4.0)
smoothmix("smoothmix-m2-c10", 3, 2, 6, 10, 5.0, 1.0, 2.0)
smoothmix("smoothmix-m4-c5-ramp", 4, 4, 5, 5, 1.0, 0.3, 4.0)
(FOLDER / "cases.json").write_text(json.dumps({
    "note": "logits and mixed [B,m,C], clean [B,C], weights [B]; gradients of the loss with respect to them",
    "tolerance": {"loss_rtol": 1e-5, "gradient_atol": 1e-6, "gradient_rtol": 1e-4},
    "cases": CASES}, indent=1) + "\n")
