#!/usr/bin/env python3
"""Writes classifiers of PyTorch as ONNX files, with what PyTorch computes for them.

Usage: /usr/bin/python3 tools/export_onnx.py DIR [NAME ...]

For each network DIR/NAME.onnx and DIR/NAME.npz with the images, the logits, and the gradient of the sum
of the first logits with respect to the images, both computed in float64; "rounded" is that gradient in float32. Weights are random with a fixed seed: nothing is downloaded.
The running statistics of batch normalisation come from random images, its scales and shifts are drawn.
Needs PyTorch 1.13 or later and torchvision (Debian: python3-torch, python3-torchvision).
"""

import copy
import os
import sys

import numpy as np
import torch
import torchvision
from torch import nn
from torch.fx.experimental import optimization
from torch.nn import functional as F

OPSETS = {"lenet": 9, "resnet18_cifar": 9, "wrn_16_2": 11, "vit_small": 14}
IMAGENET = [
    "resnet18", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0", "squeezenet1_1", "shufflenet_v2_x0_5", "googlenet",
    "inception_v3", "densenet121", "regnet_y_400mf", "convnext_tiny", "vgg11_bn", "vit_b_16", "alexnet", "mnasnet0_5",
    "resnext50_32x4d",
]


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))

    def forward(self, x):
        return self.body(x)


class Basic(nn.Module):
    """The residual block of ResNet, normalised after its convolutions, or of WRN, before them."""

    def __init__(self, cin, cout, stride, before):
        super().__init__()
        self.before = before
        self.bn1 = nn.BatchNorm2d(cin if before else cout)
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(cin, cout, 1, stride, bias=False) if stride > 1 or cin != cout else None

    def forward(self, x):
        if self.before:
            y = F.relu(self.bn1(x))
            around = x if self.shortcut is None else self.shortcut(y)
            return around + self.conv2(F.relu(self.bn2(self.conv1(y))))
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Residual(nn.Module):
    def __init__(self, widths, blocks, before):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), *([] if before else [nn.BatchNorm2d(widths[0]), nn.ReLU()]))
        layers, cin = [], widths[0]
        for stage, width in enumerate(widths[1:]):
            for block in range(blocks):
                layers.append(Basic(cin, width, 2 if stage > 0 and block == 0 else 1, before))
                cin = width
        self.body = nn.Sequential(*layers, *([nn.BatchNorm2d(cin), nn.ReLU()] if before else []))
        self.size = 32 >> (len(widths) - 2)
        self.head = nn.Linear(cin, 10)

    def forward(self, x):
        y = self.body(self.stem(x))
        return self.head(F.avg_pool2d(y, self.size).view(x.shape[0], -1))


class SmallViT(nn.Module):
    def __init__(self, width=48, heads=3, depth=2):
        super().__init__()
        self.heads = heads
        self.patches = nn.Conv2d(3, width, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, width))
        self.place = nn.Parameter(torch.randn(1, 65, width) * 0.2)
        self.layers = nn.ModuleList(
            nn.ModuleDict({"n1": nn.LayerNorm(width), "qkv": nn.Linear(width, 3 * width), "out": nn.Linear(width, width),
                           "n2": nn.LayerNorm(width), "up": nn.Linear(width, 4 * width), "down": nn.Linear(4 * width, width)})
            for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        y = self.patches(x).flatten(2).transpose(1, 2)
        y = torch.cat([self.token.expand(y.shape[0], -1, -1), y], 1) + self.place
        for layer in self.layers:
            n, length, width = y.shape
            qkv = layer["qkv"](layer["n1"](y)).reshape(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
            q, k, v = qkv[0], qkv[1], qkv[2]
            attention = (q @ k.transpose(-2, -1) * (width // self.heads) ** -0.5).softmax(-1)
            y = y + layer["out"]((attention @ v).transpose(1, 2).reshape(n, length, width))
            y = y + layer["down"](F.gelu(layer["up"](layer["n2"](y))))
        return self.head(self.norm(y)[:, 0])


def network(name):
    if name == "lenet":
        return LeNet(), (1, 28, 28)
    if name == "resnet18_cifar":
        return Residual([64, 64, 128, 256, 512], 2, False), (3, 32, 32)
    if name == "wrn_16_2":
        return Residual([16, 32, 64, 128], 2, True), (3, 32, 32)
    if name == "vit_small":
        return SmallViT(), (3, 32, 32)
    more = {"aux_logits": False, "init_weights": True} if name == "googlenet" else {}
    if name == "inception_v3":
        more = {"init_weights": False}
    net = getattr(torchvision.models, name)(weights=None, **more)
    if name == "inception_v3":
        net.AuxLogits, net.aux_logits = None, False
    return net, (3, 299, 299) if name == "inception_v3" else (3, 224, 224)


def settle(net, shape):
    """Gives normalisations scales, shifts and statistics that are not those of a fresh network."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.8, 1.2)
            nn.init.normal_(module.bias, 0, 0.1)
            module.momentum = 0.9
        if isinstance(module, nn.LayerNorm):
            nn.init.uniform_(module.weight, 0.8, 1.2)
            nn.init.normal_(module.bias, 0, 0.1)
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, module.in_features ** -0.5)
    if any(isinstance(module, nn.BatchNorm2d) for module in net.modules()):
        net.train()
        with torch.no_grad():
            for _ in range(2):
                net(torch.randn(4, *shape))
    net.eval()


def fuse(net):
    """
    Puts normalisations into the convolutions before them, as the export does, so that the file has the weights
    that answered: rounding them anew may put the input of a ReLU on the other side of 0.
    """
    try:
        net = optimization.fuse(net)
    except Exception as problem:  # Some networks cannot be traced; those here have none to fuse.
        print("  not fused:", str(problem)[:60])
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):  # What is left becomes factors and summands of float32.
            scale = module.weight.data.double() / (module.running_var.double() + module.eps).sqrt()
            module.bias.data = (module.bias.data.double() - module.running_mean.double() * scale).float()
            module.weight.data = scale.float()
            module.running_mean.zero_()
            module.running_var.fill_(1)
            module.eps = 0.0
    return net


def answer(net, images):
    """Logits and gradient."""
    images = images.clone().requires_grad_(True)
    logits = net(images)
    gradient, = torch.autograd.grad(logits[:, 0].sum(), images)
    return logits.detach().float().numpy(), gradient.float().numpy()


def main():
    if {"-h", "--help"} & set(sys.argv) or len(sys.argv) < 2:
        print(__doc__.strip())
        sys.exit(len(sys.argv) < 2 and 2)
    known = list(OPSETS) + IMAGENET
    out, names = sys.argv[1], sys.argv[2:] or known
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"{sys.argv[0]}: there is no network {unknown[0]}; known: {', '.join(known)}")
    os.makedirs(out, exist_ok=True)
    for name in names:
        torch.manual_seed(1)
        net, shape = network(name)
        settle(net, shape)
        net = fuse(net)
        images = torch.randn(2, *shape)
        # In float32 a ReLU whose input is near 0 may be on either side of it, in any program.
        logits, gradient = answer(copy.deepcopy(net).double(), images.double())
        rounded = answer(net, images)[1]
        np.savez(os.path.join(out, name + ".npz"), images=images.numpy(), logits=logits, gradient=gradient, rounded=rounded)
        torch.onnx.export(
            net, images, os.path.join(out, name + ".onnx"), opset_version=OPSETS.get(name, 13), input_names=["images"], output_names=["logits"],
            dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}})
        print(name, logits.shape, float(np.abs(logits).max()), flush=True)


main()
